"""Trains as `sft` or `pairwise` does, with transformers' Llama and PyTorch's AdamW, and compares the losses.

    python independent.py sft  MODEL SCORES METRICS     (METRICS: metrics.jsonl of a run)
    python independent.py pairwise MODEL SCORES METRICS

SCORES is what `./rlhf4j score` printed for the training data: token ids, so that no tokenizer is compared. The run
trains with "shuffle": false, batches of 8, 20 steps, learning rate 5e-4 falling in a straight line, gradients clipped
at 1; the reward model starts from a head of zeros ("headDeviation": 0) and holds nothing out. Rows are read one at a
time here: there is no padding.
"""
import json
import sys

import torch
from transformers import AutoModelForCausalLM

BATCH, STEPS, RATE, CLIP = 8, 20, 5e-4, 1.0


def log_probs(model, prompt, completion):
    logits = model(torch.tensor([prompt + completion])).logits[0, len(prompt) - 1 : -1]
    return torch.log_softmax(logits.float(), -1).gather(1, torch.tensor(completion)[:, None])[:, 0]


def sft_loss(model, _, batch):
    """-mean log-probability of the completion tokens of the batch."""
    sums = [log_probs(model, r["prompt"], r["completions"][0]).sum() for r in batch]
    return -sum(sums) / sum(len(r["completions"][0]) for r in batch)


def pairwise_loss(model, head, batch):
    """-mean log sigmoid(chosen - rejected), scores read at the last token."""

    def score(row, side):
        ids = torch.tensor([row["prompt"] + row["completions"][side]])
        return model.model(ids).last_hidden_state[0, -1] @ head

    margins = [score(r, 0) - score(r, 1) for r in batch]
    return -torch.nn.functional.logsigmoid(torch.stack(margins)).mean()


def rows(path):
    for line in open(path):
        row = json.loads(line)
        sides = [row["chosen"], row["rejected"]] if "chosen" in row else [row]
        yield {"prompt": row["promptTokens"], "completions": [s["tokens"] for s in sides]}


def main(kind, folder, scores, metrics):
    torch.set_num_threads(1)
    model = AutoModelForCausalLM.from_pretrained(folder, dtype=torch.float32).eval()
    head = torch.zeros(model.config.hidden_size, requires_grad=True)
    loss_of = {"sft": sft_loss, "pairwise": pairwise_loss}[kind]
    weights = list(model.parameters()) + ([head] if kind == "pairwise" else [])
    rule = torch.optim.AdamW(weights, lr=RATE, betas=(0.9, 0.999), eps=1e-8, weight_decay=0)
    data = list(rows(scores))
    name = {"sft": "sft", "pairwise": "reward"}[kind]
    theirs = [r["loss"] for r in map(json.loads, open(metrics)) if r["method"] == name]
    largest = 0.0
    for step in range(STEPS):
        for group in rule.param_groups:
            group["lr"] = RATE * (1 - step / STEPS)
        loss = loss_of(model, head, data[step * BATCH : (step + 1) * BATCH])
        rule.zero_grad()
        loss.backward()
        torch.nn.utils.clip_grad_norm_(weights, CLIP)
        rule.step()
        difference = abs(loss.item() - theirs[step])
        largest = max(largest, difference)
        print(f"{step + 1:2d}  {loss.item():.7f}  {theirs[step]:.7f}  {difference:.1e}")
    print(f"largest difference {largest:.1e}")


main(*sys.argv[1:])
