# GPT-2: LayerNorm, learned positions, GELU (tanh), one bias a matrix. TorchScript; see Programs.java and Llama.py,
# whose methods these mirror.
#
# w holds the weights: w[0] the token embedding, w[1] and w[4] the final norm's gain and bias, w[2] the output matrix
# (the embedding again where both are tied), w[3] the position embedding, then twelve a layer. Matrices are stored (in,
# out), as in the checkpoints. Where low-rank adapters stand beside frozen weights, eight more a layer follow: A (rank,
# in) and B (out, rank) of each of the four matrices; what is not adapted is an empty tensor.
class Gpt2(Module):
  __parameters__ = []
  __buffers__ = []
  training : bool
  layers : int
  heads : int
  head_dim : int
  eps : float
  adapter_scale : float
  scale : float
  scale_by_layer : bool

  # What the attention scores of layer i are multiplied with.
  def scale_of(self: __torch__.Gpt2, i: int) -> float:
    if self.scale_by_layer:
      s = torch.div(self.scale, i + 1)
    else:
      s = self.scale
    return s

  def norm(self: __torch__.Gpt2, x: Tensor, g: Tensor, b: Tensor) -> Tensor:
    return torch.layer_norm(x, [g.size(0)], g, b, self.eps)

  def linear(self: __torch__.Gpt2, x: Tensor, m: Tensor, b: Tensor) -> Tensor:
    return torch.linear(x, torch.t(m), b)

  # The adapters of layer i, or none.
  def adapters(self: __torch__.Gpt2, w: List[Tensor], i: int) -> List[Tensor]:
    first = 5 + self.layers * 12 + i * 8
    return torch.slice(w, first, first + 8)

  # linear(x, m, b), and what adapters d[first] (A) and d[first + 1] (B) add to it: scale (x A^T) B^T.
  def adapted(self: __torch__.Gpt2, x: Tensor, m: Tensor, b: Tensor, d: List[Tensor], first: int) -> Tensor:
    y = (self).linear(x, m, b, )
    z = y
    if bool(torch.len(d) > 0):
      if bool(d[first].numel() > 0):
        t = torch.mul(torch.linear(x, torch.to(d[first], x.dtype)), self.adapter_scale)
        z = y + torch.linear(t, torch.to(d[first + 1], x.dtype))
    return z

  def project(self: __torch__.Gpt2, x: Tensor, m: Tensor, b: Tensor, d: List[Tensor]) -> Tuple[Tensor, Tensor, Tensor]:
    y = (self).adapted(x, m, b, d, 0, ).view([x.size(0), x.size(1), 3, self.heads, self.head_dim])
    q, k, v, = torch.unbind(y, 2)
    return (q.transpose(1, 2), k.transpose(1, 2), v.transpose(1, 2))

  def finish(self: __torch__.Gpt2, x: Tensor, a: Tensor, o: Tensor, ob: Tensor, g2: Tensor, b2: Tensor, up: Tensor, upb: Tensor, down: Tensor, downb: Tensor, d: List[Tensor]) -> Tensor:
    y = x + (self).adapted(a.transpose(1, 2).reshape([x.size(0), x.size(1), self.heads * self.head_dim]), o, ob, d, 2, )
    m = torch.gelu((self).adapted((self).norm(y, g2, b2, ), up, upb, d, 4, ), approximate="tanh")
    return y + (self).adapted(m, down, downb, d, 6, )

  def hidden(self: __torch__.Gpt2, w: List[Tensor], ids: Tensor) -> Tensor:
    x = torch.embedding(w[0], ids) + torch.slice(w[3], 0, 0, ids.size(1))
    for i in range(self.layers):
      g1, b1, m, b, o, ob, g2, b2, up, upb, down, downb, = torch.slice(w, 5 + i * 12, 17 + i * 12)
      d = (self).adapters(w, i, )
      q, k, v, = (self).project((self).norm(x, g1, b1, ), m, b, d, )
      a = torch.scaled_dot_product_attention(q, k, v, None, 0., True, scale=(self).scale_of(i, ))
      x = (self).finish(x, a, o, ob, g2, b2, up, upb, down, downb, d, )
    return (self).norm(x, w[1], w[4], )

  def prefill(self: __torch__.Gpt2, w: List[Tensor], keys: List[Tensor], values: List[Tensor], ids: Tensor, lengths: Tensor, source: Tensor, target: Tensor) -> Tensor:
    t = ids.size(1)
    x = torch.embedding(w[0], ids) + torch.slice(w[3], 0, 0, t)
    for i in range(self.layers):
      g1, b1, m, b, o, ob, g2, b2, up, upb, down, downb, = torch.slice(w, 5 + i * 12, 17 + i * 12)
      d = (self).adapters(w, i, )
      q, k, v, = (self).project((self).norm(x, g1, b1, ), m, b, d, )
      _ = torch.index_copy_(torch.slice(keys[i], 2, 0, t), 0, target, torch.index_select(k, 0, source))
      _0 = torch.index_copy_(torch.slice(values[i], 2, 0, t), 0, target, torch.index_select(v, 0, source))
      a = torch.scaled_dot_product_attention(q, k, v, None, 0., True, scale=(self).scale_of(i, ))
      x = (self).finish(x, a, o, ob, g2, b2, up, upb, down, downb, d, )
    last = torch.sub(lengths, 1).view([-1, 1, 1]).expand([-1, 1, x.size(2)])
    h = torch.squeeze(torch.gather(x, 1, last), 1)
    return (self).norm(torch.index_select(h, 0, source), w[1], w[4], )

  def decode(self: __torch__.Gpt2, w: List[Tensor], keys: List[Tensor], values: List[Tensor], ids: Tensor, positions: Tensor, length: int) -> Tensor:
    r = ids.size(0)
    x = torch.unsqueeze(torch.embedding(w[0], ids) + torch.index_select(w[3], 0, positions), 1)
    at = positions.view([r, 1, 1, 1]).expand([r, self.heads, 1, self.head_dim])
    seen = torch.le(torch.arange(length, dtype=4, device=ids.device), positions.view([r, 1, 1, 1]))
    mask = torch.zeros([r, 1, 1, length], dtype=x.dtype, device=ids.device).masked_fill(torch.logical_not(seen), -inf)
    for i in range(self.layers):
      g1, b1, m, b, o, ob, g2, b2, up, upb, down, downb, = torch.slice(w, 5 + i * 12, 17 + i * 12)
      d = (self).adapters(w, i, )
      q, k, v, = (self).project((self).norm(x, g1, b1, ), m, b, d, )
      _ = torch.scatter_(keys[i], 2, at, k)
      _0 = torch.scatter_(values[i], 2, at, v)
      a = torch.scaled_dot_product_attention(q, torch.slice(keys[i], 2, 0, length), torch.slice(values[i], 2, 0, length), mask, scale=(self).scale_of(i, ))
      x = (self).finish(x, a, o, ob, g2, b2, up, upb, down, downb, d, )
    return torch.squeeze((self).norm(x, w[1], w[4], ), 1)
