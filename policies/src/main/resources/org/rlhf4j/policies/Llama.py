# The Llama family (Llama, Mistral, Qwen2, Qwen3, SmolLM): RMSNorm, rotary positions, SwiGLU, grouped-query attention,
# with optional biases and query/key norms. TorchScript, so that PyTorch runs it without Python; see Programs.java.
#
# w holds the weights: w[0] the token embedding, w[1] the final norm, w[2] the output matrix (the embedding again where
# both are tied), then twelve a layer in the order in which `block` unpacks them. A weight that this model lacks is an
# empty tensor. Where low-rank adapters stand beside frozen weights (see Adapter.java), eleven more a layer follow: A and
# one B for each of query, key, value; A, B of the output; A and one B for gate and up; A, B of down. What is not adapted
# is an empty tensor. cos and sin are tables of shape (context, E), sin with its first half negated.
#
# Shapes: R rows, T tokens, D hidden size, H heads, G key/value heads, E head size, S positions in the cache.
class Llama(Module):
  __parameters__ = []
  __buffers__ = []
  training : bool
  layers : int
  heads : int
  kv_heads : int
  head_dim : int
  eps : float
  adapter_scale : float

  def norm(self: __torch__.Llama, x: Tensor, g: Tensor) -> Tensor:
    return torch.rms_norm(x, [g.size(0)], g, self.eps)

  def linear(self: __torch__.Llama, x: Tensor, m: Tensor, b: Tensor) -> Tensor:
    y = torch.linear(x, m)
    if bool(b.numel() > 0):
      z = y + b
    else:
      z = y
    return z

  # The adapters of layer i, or none.
  def adapters(self: __torch__.Llama, w: List[Tensor], i: int) -> List[Tensor]:
    first = 3 + self.layers * 12 + i * 11
    return torch.slice(w, first, first + 11)

  # scale (x A^T), the adapters' low-rank reading of x (R, T, in); the rows of A are those of all parts.
  def low_rank(self: __torch__.Llama, x: Tensor, a: Tensor) -> Tensor:
    return torch.mul(torch.linear(x, torch.to(a, x.dtype)), self.adapter_scale)

  # y (R, T, out) and what adapters d[first] (A) and the following (a B for each part of y) add to it, given its input x.
  def adapt(self: __torch__.Llama, y: Tensor, x: Tensor, d: List[Tensor], first: int, sizes: List[int]) -> Tensor:
    z = y
    if bool(torch.len(d) > 0):
      if bool(d[first].numel() > 0):
        t = (self).low_rank(x, d[first], )
        parts = annotate(List[Tensor], [])
        at = 0
        for i in range(torch.len(sizes)):
          b = d[first + 1 + i]
          if bool(b.numel() > 0):
            end = at + b.size(1)
            p = torch.linear(torch.slice(t, 2, at, end), torch.to(b, x.dtype))
          else:
            end = at
            p = torch.zeros([x.size(0), x.size(1), sizes[i]], dtype=x.dtype, device=x.device)
          at = end
          _ = torch.append(parts, p)
        z = torch.add_(y, torch.cat(parts, 2))
    return z

  # The same for one part, as one product that adds.
  def adapt_one(self: __torch__.Llama, y: Tensor, x: Tensor, d: List[Tensor], first: int) -> Tensor:
    z = y
    if bool(torch.len(d) > 0):
      if bool(d[first].numel() > 0):
        t = (self).low_rank(x, d[first], )
        b = torch.to(d[first + 1], x.dtype)
        z = torch.addmm(y.view([-1, y.size(2)]), t.view([-1, t.size(2)]), torch.t(b)).view([y.size(0), y.size(1), y.size(2)])
    return z

  # Rotary positions on x (R, heads, T, E), in the two-halves convention of Hugging Face checkpoints: the first half of
  # sin is negated, so that swapping the halves is all there is to do.
  def rotate(self: __torch__.Llama, x: Tensor, cos: Tensor, sin: Tensor) -> Tensor:
    return torch.addcmul(x * cos, torch.roll(x, [self.head_dim // 2], [-1]), sin)

  # Queries (R, H, T, E), keys and values (R, G, T, E) of the normed input x (R, T, D).
  def project(self: __torch__.Llama, x: Tensor, m: Tensor, b: Tensor, qn: Tensor, kn: Tensor, cos: Tensor, sin: Tensor, d: List[Tensor]) -> Tuple[Tensor, Tensor, Tensor]:
    kv = self.kv_heads * self.head_dim
    y = (self).adapt((self).linear(x, m, b, ), x, d, 0, [self.heads * self.head_dim, kv, kv], ).view([x.size(0), x.size(1), self.heads + 2 * self.kv_heads, self.head_dim])
    qk, v, = torch.split_with_sizes(y, [self.heads + self.kv_heads, self.kv_heads], 2)
    if bool(qn.numel() > 0):
      q0, k0, = torch.split_with_sizes(qk, [self.heads, self.kv_heads], 2)
      normed = torch.cat([(self).norm(q0, qn, ), (self).norm(k0, kn, )], 2)
    else:
      normed = qk
    q, k, = torch.split_with_sizes((self).rotate(normed.transpose(1, 2), cos, sin, ), [self.heads, self.kv_heads], 1)
    return (q, k, v.transpose(1, 2))

  # Each key/value head once for every query head that shares it.
  def widen(self: __torch__.Llama, x: Tensor) -> Tensor:
    if self.heads == self.kv_heads:
      y = x
    else:
      y = torch.repeat_interleave(x, self.heads // self.kv_heads, 1)
    return y

  # x + (a m^T + b), as one product that adds.
  def add_linear(self: __torch__.Llama, x: Tensor, a: Tensor, m: Tensor, b: Tensor) -> Tensor:
    y = torch.addmm(x.view([-1, x.size(2)]), a.reshape([-1, m.size(1)]), torch.t(m)).view([x.size(0), x.size(1), x.size(2)])
    if bool(b.numel() > 0):
      z = y + b
    else:
      z = y
    return z

  # x + attention output + MLP, given what attention read (R, H, T, E).
  def finish(self: __torch__.Llama, x: Tensor, a: Tensor, o: Tensor, ob: Tensor, n2: Tensor, gu: Tensor, gub: Tensor, down: Tensor, downb: Tensor, d: List[Tensor]) -> Tensor:
    read = a.transpose(1, 2).reshape([x.size(0), x.size(1), o.size(1)])
    y = (self).adapt_one((self).add_linear(x, read, o, ob, ), read, d, 4, )
    h = (self).norm(y, n2, )
    inner = down.size(1)
    g, u, = torch.chunk((self).adapt((self).linear(h, gu, gub, ), h, d, 6, [inner, inner], ), 2, -1)
    m = torch.silu(g) * u
    return (self).adapt_one((self).add_linear(y, m, down, downb, ), m, d, 9, )

  # Final hidden states (R, T, D) of right-padded ids (R, T). The causal mask alone keeps padding out of real tokens.
  def hidden(self: __torch__.Llama, w: List[Tensor], cos: Tensor, sin: Tensor, ids: Tensor) -> Tensor:
    x = torch.embedding(w[0], ids)
    c = torch.slice(cos, 0, 0, ids.size(1))
    s = torch.slice(sin, 0, 0, ids.size(1))
    for i in range(self.layers):
      n1, m, b, qn, kn, o, ob, n2, gu, gub, down, downb, = torch.slice(w, 3 + i * 12, 15 + i * 12)
      d = (self).adapters(w, i, )
      q, k, v, = (self).project((self).norm(x, n1, ), m, b, qn, kn, c, s, d, )
      a = torch.scaled_dot_product_attention(q, (self).widen(k, ), (self).widen(v, ), None, 0., True)
      x = (self).finish(x, a, o, ob, n2, gu, gub, down, downb, d, )
    return (self).norm(x, w[1], )

  # Reads prompts ids (P, T), right-padded, into the caches (R, G, S, E): prompt source[j] goes to row target[j].
  # Returns the hidden state (len(source), D) at the last token of each.
  def prefill(self: __torch__.Llama, w: List[Tensor], cos: Tensor, sin: Tensor, keys: List[Tensor], values: List[Tensor], ids: Tensor, lengths: Tensor, source: Tensor, target: Tensor) -> Tensor:
    x = torch.embedding(w[0], ids)
    t = ids.size(1)
    c = torch.slice(cos, 0, 0, t)
    s = torch.slice(sin, 0, 0, t)
    for i in range(self.layers):
      n1, m, b, qn, kn, o, ob, n2, gu, gub, down, downb, = torch.slice(w, 3 + i * 12, 15 + i * 12)
      d = (self).adapters(w, i, )
      q, k, v, = (self).project((self).norm(x, n1, ), m, b, qn, kn, c, s, d, )
      _ = torch.index_copy_(torch.slice(keys[i], 2, 0, t), 0, target, torch.index_select(k, 0, source))
      _0 = torch.index_copy_(torch.slice(values[i], 2, 0, t), 0, target, torch.index_select(v, 0, source))
      a = torch.scaled_dot_product_attention(q, (self).widen(k, ), (self).widen(v, ), None, 0., True)
      x = (self).finish(x, a, o, ob, n2, gu, gub, down, downb, d, )
    last = torch.sub(lengths, 1).view([-1, 1, 1]).expand([-1, 1, x.size(2)])
    h = torch.squeeze(torch.gather(x, 1, last), 1)
    return (self).norm(torch.index_select(h, 0, source), w[1], )

  # One token for every row of the caches: ids (R) stand at positions (R). Reads the first `length` cached positions.
  # Returns the hidden states (R, D).
  def decode(self: __torch__.Llama, w: List[Tensor], cos: Tensor, sin: Tensor, keys: List[Tensor], values: List[Tensor], ids: Tensor, positions: Tensor, length: int) -> Tensor:
    r = ids.size(0)
    x = torch.embedding(w[0], ids.view([r, 1]))
    c = torch.index_select(cos, 0, positions).view([r, 1, 1, self.head_dim])
    s = torch.index_select(sin, 0, positions).view([r, 1, 1, self.head_dim])
    at = positions.view([r, 1, 1, 1]).expand([r, self.kv_heads, 1, self.head_dim])
    seen = torch.le(torch.arange(length, dtype=4, device=ids.device), positions.view([r, 1, 1, 1]))
    mask = torch.zeros([r, 1, 1, length], dtype=x.dtype, device=ids.device).masked_fill(torch.logical_not(seen), -inf)
    for i in range(self.layers):
      n1, m, b, qn, kn, o, ob, n2, gu, gub, down, downb, = torch.slice(w, 3 + i * 12, 15 + i * 12)
      d = (self).adapters(w, i, )
      q, k, v, = (self).project((self).norm(x, n1, ), m, b, qn, kn, c, s, d, )
      _ = torch.scatter_(keys[i], 2, at, k)
      _0 = torch.scatter_(values[i], 2, at, v)
      k2 = (self).widen(torch.slice(keys[i], 2, 0, length), )
      v2 = (self).widen(torch.slice(values[i], 2, 0, length), )
      a = torch.scaled_dot_product_attention(q, k2, v2, mask)
      x = (self).finish(x, a, o, ob, n2, gu, gub, down, downb, d, )
    return torch.squeeze((self).norm(x, w[1], ), 1)
