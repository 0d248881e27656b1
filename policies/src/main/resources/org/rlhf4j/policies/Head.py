# What stands between hidden states and log-probabilities, and the gradient step. TorchScript; see Programs.java.
#
# Shapes: N positions, D hidden size, V vocabulary, R rows. The product of N hidden states with the vocabulary is taken
# `chunk` positions at a time, in one buffer, so that the (N, V) logits never exist at once: forward and again backward.
# Log-softmax is in float32 whatever the weights' type.
class Head(Module):
  __parameters__ = []
  __buffers__ = []
  training : bool

  # Logits / temperature of hidden states h (n, D), written into buffer (n, V).
  def logits(self: __torch__.Head, h: Tensor, m: Tensor, temperature: float, buffer: Tensor) -> Tensor:
    if bool(h.dtype == 6):
      l = torch.mm(h, torch.t(m), out=buffer)
    else:
      l = torch.copy_(buffer, torch.mm(h, torch.t(m)))
    if bool(temperature != 1.):
      l2 = torch.div_(l, temperature)
    else:
      l2 = l
    return l2

  # (2, N): log-probability of target (N) given h (N, D); and, if asked, the entropy of the whole distribution in nats.
  def score(self: __torch__.Head, h: Tensor, m: Tensor, target: Tensor, temperature: float, chunk: int, entropy: bool) -> Tensor:
    n = h.size(0)
    out = torch.zeros([2, n], dtype=6, device=h.device)
    buffer = torch.empty([ops.prim.min(chunk, n), m.size(0)], dtype=6, device=h.device)
    for j in range((n + chunk - 1) // chunk):
      a = j * chunk
      b = ops.prim.min(n, a + chunk)
      l = (self).logits(torch.slice(h, 0, a, b), m, temperature, torch.slice(buffer, 0, 0, b - a), )
      y = torch.gather(l, 1, torch.unsqueeze(torch.slice(target, 0, a, b), 1))
      z = torch.logsumexp(l, [1])
      _ = torch.copy_(torch.slice(out[0], 0, a, b), torch.squeeze(y, 1) - z)
      if entropy:
        p = torch.softmax(l, 1)
        _0 = torch.copy_(torch.slice(out[1], 0, a, b), z - torch.sum(torch.mul_(p, l), [1]))
    return out

  # Given log-probabilities lp (N) from `score` and dLoss/dlp = g (N), returns dLoss/dh (N, D) and adds dLoss/dm to dm.
  # d lp / d logits = (onehot(target) - softmax(logits)) / temperature; the logits are computed again.
  def backward(self: __torch__.Head, h: Tensor, m: Tensor, target: Tensor, lp: Tensor, g: Tensor, dm: Tensor, temperature: float, chunk: int) -> Tensor:
    n = h.size(0)
    dh = torch.empty_like(h)
    buffer = torch.empty([ops.prim.min(chunk, n), m.size(0)], dtype=6, device=h.device)
    for j in range((n + chunk - 1) // chunk):
      a = j * chunk
      b = ops.prim.min(n, a + chunk)
      hc = torch.slice(h, 0, a, b)
      l = (self).logits(hc, m, temperature, torch.slice(buffer, 0, 0, b - a), )
      y = torch.unsqueeze(torch.slice(target, 0, a, b), 1)
      z = torch.gather(l, 1, y) - torch.unsqueeze(torch.slice(lp, 0, a, b), 1)
      s = torch.div(torch.unsqueeze(torch.slice(g, 0, a, b), 1), temperature)
      d = torch.mul_(torch.exp_(torch.sub_(l, z)), -s)
      d2 = torch.to(torch.scatter_add_(d, 1, y, s), h.dtype)
      _ = torch.copy_(torch.slice(dh, 0, a, b), torch.mm(d2, m))
      _0 = torch.addmm_(dm, torch.t(d2), hc)
    return dh

  # Draws a token for every row from hidden states h (R, D) by inverting the cumulative distribution at u (R, float64).
  # Returns (3, R): token, log-probability under the model at temperature 1, log-probability under the distribution
  # drawn from. Temperature, then top-k, then top-p; temperature 0 is greedy.
  def sample(self: __torch__.Head, h: Tensor, m: Tensor, u: Tensor, temperature: float, top_k: int, top_p: float) -> Tensor:
    # For a few rows this product is half as fast again as mm(h, t(m)).
    l = torch.to(torch.contiguous(torch.t(torch.mm(m, torch.t(h)))), 6)
    if bool(temperature == 1.) and bool(top_k == 0) and bool(top_p >= 1.):
      e = torch.softmax(l, 1)
      y = (self).invert(e, u, )
      lp = torch.log(torch.gather(e, 1, y))
      q = lp
    else:
      if bool(temperature == 0.):
        y0 = torch.argmax(l, 1, True)
        q0 = torch.zeros([l.size(0), 1], dtype=6, device=l.device)
      else:
        if bool(top_k == 0):
          kept = l.size(1)
        else:
          kept = ops.prim.min(top_k, l.size(1))
        # A small temperature must not make the largest logits infinite.
        s = torch.div(l - torch.amax(l, [1], True), temperature)
        if bool(kept < l.size(1)) or bool(top_p < 1.):
          best, index, = torch.topk(s, kept, 1, True, True)
          p0 = torch.softmax(best, 1)
          before = torch.cumsum(p0, 1, dtype=7) - torch.to(p0, 7)
          p = torch.masked_fill(p0, torch.ge(before, top_p), 0.)
          i = (self).invert(p, u, )
          y0 = torch.gather(index, 1, i)
          q0 = torch.log(torch.gather(p, 1, i)) - torch.log(torch.sum(p, [1], True))
        else:
          e0 = torch.softmax(s, 1)
          y0 = (self).invert(e0, u, )
          q0 = torch.log(torch.gather(e0, 1, y0))
      y = y0
      q = q0
      lp = torch.gather(l, 1, y0) - torch.logsumexp(l, [1], True)
    return torch.stack([torch.to(torch.squeeze(y, 1), 6), torch.squeeze(lp, 1), torch.squeeze(q, 1)], 0)

  # The first index (R, 1) at which the cumulative sum of weights p (R, V) exceeds u times their total: by blocks first
  # and then within one block, so that p is read once. Sums over blocks and within one are in float64. Never the index
  # of a weight of 0.
  def invert(self: __torch__.Head, p: Tensor, u: Tensor) -> Tensor:
    r = p.size(0)
    v = p.size(1)
    width = 128
    full = v // width * width
    sums = torch.sum(torch.slice(p, 1, 0, full).view([r, v // width, width]), [2])
    c = torch.cumsum(torch.cat([sums, torch.sum(torch.slice(p, 1, full, v), [1], True)], 1), 1, dtype=7)
    total = torch.slice(c, 1, -1)
    t = torch.minimum(torch.unsqueeze(u, 1) * total, total * 0.99999999999999)
    k = torch.clamp_max(torch.sum(torch.le(c, t), [1], True), v // width)
    at = k * width + torch.arange(width, dtype=4, device=p.device)
    inside = torch.mul(torch.gather(p, 1, torch.clamp_max(at, v - 1)), torch.lt(at, v))
    d = torch.cumsum(inside, 1, dtype=7)
    end = torch.slice(d, 1, -1)
    rest = torch.clamp_min(torch.minimum(t - (torch.gather(c, 1, k) - end), end * 0.99999999999999), 0.)
    return k * width + torch.clamp_max(torch.sum(torch.le(d, rest), [1], True), width - 1)

  # Scalar outputs (N) of hidden states h (N, D) with a weight vector m (1, D).
  def scalar(self: __torch__.Head, h: Tensor, m: Tensor) -> Tensor:
    return torch.to(torch.squeeze(torch.mm(h, torch.t(m)), 1), 6)

  # Given dLoss/doutputs = g (N), returns dLoss/dh (N, D) and adds dLoss/dm to dm.
  def scalar_backward(self: __torch__.Head, h: Tensor, m: Tensor, g: Tensor, dm: Tensor) -> Tensor:
    s = torch.to(torch.unsqueeze(g, 1), h.dtype)
    _ = torch.addmm_(dm, torch.t(s), h)
    return torch.mm(s, m)

  def select(self: __torch__.Head, x: Tensor, index: Tensor) -> Tensor:
    return torch.index_select(x, 0, index)

  # Zeros (rows, D) with x (N, D) put at index (N).
  def spread(self: __torch__.Head, x: Tensor, index: Tensor, rows: int) -> Tensor:
    return torch.index_copy_(torch.zeros([rows, x.size(1)], dtype=x.dtype, device=x.device), 0, index, x)

  # A copy of x of another type, by PyTorch's number for it.
  def to_type(self: __torch__.Head, x: Tensor, dtype: int) -> Tensor:
    return torch.to(x, dtype, False, True)

  def zeros(self: __torch__.Head, like: Tensor, shape: List[int]) -> Tensor:
    return torch.zeros(shape, dtype=like.dtype, device=like.device)

  # Copies the values of one list of tensors into another, converting types.
  def assign_all(self: __torch__.Head, into: List[Tensor], x: List[Tensor]) -> int:
    for i in range(torch.len(x)):
      _ = torch.copy_(into[i], x[i])
    return 0

  def zero(self: __torch__.Head, x: List[Tensor]) -> int:
    torch._foreach_zero_(x)
    return 0

  # Whether every number of these tensors is finite.
  def finite(self: __torch__.Head, x: List[Tensor]) -> Tensor:
    all = torch.ones([], dtype=11, device=x[0].device)
    for i in range(torch.len(x)):
      _ = torch.logical_and_(all, torch.all(torch.isfinite(x[i])))
    return torch.to(all, 6)

  # Norm of all gradients together; where max_norm is above 0, scales them so that their norm is at most that.
  def clip(self: __torch__.Head, g: List[Tensor], max_norm: float) -> Tensor:
    norm = torch.linalg_vector_norm(torch.stack(torch._foreach_norm(g, 2)))
    if bool(max_norm > 0.):
      torch._foreach_mul_(g, torch.clamp_max(torch.mul(torch.reciprocal(norm + 0.000001), max_norm), 1.))
    return norm

  # One AdamW step over parameters p with gradients g, moments m1 and m2, and the count of steps before.
  def adamw(self: __torch__.Head, p: List[Tensor], g: List[Tensor], m1: List[Tensor], m2: List[Tensor], step: Tensor, lr: float, beta1: float, beta2: float, eps: float, decay: float) -> int:
    _ = torch.add_(step, 1)
    steps = annotate(List[Tensor], [])
    for i in range(torch.len(p)):
      _0 = torch.append(steps, step)
    none = annotate(List[Tensor], [])
    torch._fused_adamw_(p, g, m1, m2, none, steps, lr=lr, beta1=beta1, beta2=beta2, weight_decay=decay, eps=eps, amsgrad=False, maximize=False)
    return 0
