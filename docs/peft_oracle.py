"""Compares adapters with Hugging Face's PEFT, in both directions.

    python peft_oracle.py make BASE ADAPTER [RANK]    PEFT writes an adapter of random numbers for the model in BASE
    python peft_oracle.py compare ADAPTER SCORES      PEFT loads ADAPTER and scores the rows of SCORES again

SCORES is what `./rlhf4j score --model ADAPTER` printed: token ids, so that no tokenizer is compared. `compare` prints the
largest difference between log-probabilities, the adapter's effect on them, and fails where the first is above 1e-4 or
the second is nothing. Tried on adapters that PEFT made, with torch 2.13, transformers 5.18 and PEFT 0.21.
"""
import json
import os
import sys

import torch
from peft import LoraConfig, PeftModel, get_peft_model
from transformers import AutoModelForCausalLM


def base_model(folder):
    return AutoModelForCausalLM.from_pretrained(folder, dtype=torch.float32).eval()


def log_probs(model, prompt, completion):
    with torch.no_grad():
        logits = model(torch.tensor([prompt + completion])).logits[0, len(prompt) - 1 : -1]
    return torch.log_softmax(logits.float(), -1).gather(1, torch.tensor(completion)[:, None])[:, 0]


def make(base, adapter, rank="8"):
    torch.manual_seed(3)
    model = base_model(base)
    config = LoraConfig(
        r=int(rank),
        lora_alpha=16,
        target_modules="all-linear",
        use_rslora=True,
        task_type="CAUSAL_LM",
        fan_in_fan_out=model.config.model_type == "gpt2",
    )
    peft = get_peft_model(model, config)
    for name, weight in peft.named_parameters():
        if "lora_B" in name:
            torch.nn.init.normal_(weight, std=0.02)
    peft.peft_config["default"].base_model_name_or_path = os.path.abspath(base)
    peft.save_pretrained(adapter)


def compare(adapter, scores):
    base = json.load(open(os.path.join(adapter, "adapter_config.json")))["base_model_name_or_path"]
    plain, adapted = base_model(base), PeftModel.from_pretrained(base_model(base), adapter).eval()
    largest, effect = 0.0, 0.0
    for line in open(scores):
        row = json.loads(line)
        for side in [row["chosen"], row["rejected"]] if "chosen" in row else [row]:
            ours = torch.tensor(side["logProbs"])
            theirs = log_probs(adapted, row["promptTokens"], side["tokens"])
            without = log_probs(plain, row["promptTokens"], side["tokens"])
            largest = max(largest, (ours - theirs).abs().max().item())
            effect = max(effect, (theirs - without).abs().max().item())
    print(f"largest difference {largest:.1e}, effect of the adapter {effect:.1e}")
    if largest > 1e-4 or effect < 1e-3:
        sys.exit(1)


{"make": make, "compare": compare}[sys.argv[1]](*sys.argv[2:])
