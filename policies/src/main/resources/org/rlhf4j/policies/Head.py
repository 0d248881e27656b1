# What stands between hidden states and log-probabilities, and the gradient step. TorchScript; see Programs.java.
#
# Shapes: N positions, D hidden size, V vocabulary, R rows. The product of N hidden states with the vocabulary is taken
# `chunk` positions at a time, in a buffer, so that the (N, V) logits never exist at once: forward and again backward.
# Log-softmax is in float32 whatever the weights' type.
class Head(Module):
  __parameters__ = []
  __buffers__ = []
  training : bool

  # Room for n rows of v numbers, where `like` is.
  def buffer(self: __torch__.Head, like: Tensor, n: int, v: int) -> Tensor:
    return torch.empty([n, v], dtype=6, device=like.device)

  # Logits / temperature of hidden states h (n, D), written into buffer (n, V).
  def logits(self: __torch__.Head, h: Tensor, m: Tensor, temperature: float, buffer: Tensor) -> Tensor:
    if bool(h.dtype == 6):
      l = torch.addmm(buffer, h, torch.t(m), beta=0, alpha=1. / temperature, out=buffer)
    else:
      l = torch.div_(torch.copy_(buffer, torch.mm(h, torch.t(m))), temperature)
    return l

  # Log-probabilities of all tokens, in the same way.
  def log_softmax(self: __torch__.Head, h: Tensor, m: Tensor, temperature: float, buffer: Tensor) -> Tensor:
    l = (self).logits(h, m, temperature, buffer, )
    return torch.log_softmax(l, 1, out=l)

  # (1, N): log-probability of target (N) given h (N, D). If all positions are one chunk, their log-probabilities stay
  # in the buffer (chunk, V) for `backward`.
  def score(self: __torch__.Head, h: Tensor, m: Tensor, target: Tensor, temperature: float, chunk: int, buffer: Tensor) -> Tensor:
    n = h.size(0)
    out = torch.empty([n, 1], dtype=6, device=h.device)
    for j in range((n + chunk - 1) // chunk):
      a = j * chunk
      b = ops.prim.min(n, a + chunk)
      q = (self).log_softmax(torch.slice(h, 0, a, b), m, temperature, torch.slice(buffer, 0, 0, b - a), )
      y = torch.unsqueeze(torch.slice(target, 0, a, b), 1)
      _ = torch.copy_(torch.slice(out, 0, a, b), torch.gather(q, 1, y))
    return torch.t(out)

  # Given dLoss/dlp = g (1, N) and what `score` left in the buffer, returns dLoss/dh (N, D) and adds dLoss/dm to dm.
  # An empty dm is that of a frozen matrix.
  # d lp / d logits = onehot(target) - softmax(logits) where temperature is 1; what differs from position to position is
  # multiplied where it is small, and the logits of more than one chunk are computed again.
  def backward(self: __torch__.Head, h: Tensor, m: Tensor, target: Tensor, g: Tensor, dm: Tensor, temperature: float, chunk: int, buffer: Tensor) -> Tensor:
    n = h.size(0)
    dh = torch.empty_like(h)
    s = torch.div(torch.t(g), -temperature)
    for j in range((n + chunk - 1) // chunk):
      a = j * chunk
      b = ops.prim.min(n, a + chunk)
      hc = torch.slice(h, 0, a, b)
      sc = torch.slice(s, 0, a, b)
      room = torch.slice(buffer, 0, 0, b - a)
      if bool(n <= chunk):
        p = torch.exp_(room)
      else:
        l = (self).logits(hc, m, temperature, room, )
        p = torch.softmax(l, 1, out=l)
      y = torch.unsqueeze(torch.slice(target, 0, a, b), 1)
      d = torch.to(torch.scatter_add_(p, 1, y, torch.full_like(sc, -1.)), h.dtype)
      _ = torch.copy_(torch.slice(dh, 0, a, b), torch.mul(torch.mm(d, m), sc))
      if bool(dm.numel() > 0):
        _0 = torch.addmm_(dm, torch.t(d), torch.to(torch.mul(hc, sc), h.dtype))
    return dh

  # (2, N): log-probability of target (N) given h (N, D), and the entropy in nats of the whole distribution. Given another
  # model's hidden states and output matrix (oh has no rows if there is none), (3, N) with the divergence KL(this || other).
  # The buffer has room for two chunks, or for three with another model.
  def distributions(self: __torch__.Head, h: Tensor, m: Tensor, target: Tensor, oh: Tensor, om: Tensor, temperature: float, chunk: int, buffer: Tensor) -> Tensor:
    n = h.size(0)
    size = ops.prim.min(n, chunk)
    lp = torch.empty([n, 1], dtype=6, device=h.device)
    entropy = torch.empty([n], dtype=6, device=h.device)
    kl = torch.empty([n], dtype=6, device=h.device)
    for j in range((n + chunk - 1) // chunk):
      a = j * chunk
      b = ops.prim.min(n, a + chunk)
      q = (self).log_softmax(torch.slice(h, 0, a, b), m, temperature, torch.slice(buffer, 0, 0, b - a), )
      y = torch.unsqueeze(torch.slice(target, 0, a, b), 1)
      _ = torch.copy_(torch.slice(lp, 0, a, b), torch.gather(q, 1, y))
      p = torch.exp(q, out=torch.slice(buffer, 0, size, size + b - a))
      if bool(oh.size(0) > 0):
        room = torch.slice(buffer, 0, 2 * size, 2 * size + b - a)
        r = (self).log_softmax(torch.slice(oh, 0, a, b), om, temperature, room, )
        ratio = torch.sub(q, r, out=r)
        _0 = torch.copy_(torch.slice(kl, 0, a, b), torch.sum(torch.mul_(ratio, p), [1]))
      _1 = torch.copy_(torch.slice(entropy, 0, a, b), torch.neg(torch.sum(torch.mul_(p, q), [1])))
    if bool(oh.size(0) > 0):
      out = torch.stack([torch.squeeze(lp, 1), entropy, kl], 0)
    else:
      out = torch.stack([torch.squeeze(lp, 1), entropy], 0)
    return out

  # Given the result x of `distributions` and dLoss/dx = g, returns dLoss/dh (N, D) and adds dLoss/dm to dm. With p the
  # distribution, q its logarithm, r that of the other model, H the entropy and K the divergence, at temperature 1:
  # d lp / d logits = onehot(target) - p, d H / d logits = -p (q + H), d K / d logits = p (q - r - K).
  def distributions_backward(self: __torch__.Head, h: Tensor, m: Tensor, target: Tensor, oh: Tensor, om: Tensor, x: Tensor, g: Tensor, dm: Tensor, temperature: float, chunk: int, buffer: Tensor) -> Tensor:
    n = h.size(0)
    size = ops.prim.min(n, chunk)
    dh = torch.empty_like(h)
    for j in range((n + chunk - 1) // chunk):
      a = j * chunk
      b = ops.prim.min(n, a + chunk)
      hc = torch.slice(h, 0, a, b)
      xc = torch.unsqueeze(torch.slice(x, 1, a, b), 2)
      gc = torch.unsqueeze(torch.slice(g, 1, a, b), 2)
      y = torch.unsqueeze(torch.slice(target, 0, a, b), 1)
      q = (self).log_softmax(hc, m, temperature, torch.slice(buffer, 0, 0, b - a), )
      p = torch.exp(q, out=torch.slice(buffer, 0, size, size + b - a))
      if bool(oh.size(0) > 0):
        room = torch.slice(buffer, 0, 2 * size, 2 * size + b - a)
        r = (self).log_softmax(torch.slice(oh, 0, a, b), om, temperature, room, )
        d0 = torch.mul_(torch.sub_(torch.sub(q, r, out=r), xc[2]), gc[2])
        d1 = torch.sub_(d0, torch.mul_(torch.add_(q, xc[1]), gc[1]))
      else:
        d1 = torch.neg_(torch.mul_(torch.add_(q, xc[1]), gc[1]))
      d2 = torch.mul_(torch.sub_(d1, gc[0]), p)
      d3 = torch.to(torch.scatter_add_(d2, 1, y, gc[0]), h.dtype)
      _ = torch.copy_(torch.slice(dh, 0, a, b), torch.div(torch.mm(d3, m), temperature))
      if bool(dm.numel() > 0):
        _0 = torch.addmm_(dm, torch.t(d3), hc, beta=1, alpha=1. / temperature)
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

  # Scalar outputs (1, N) of hidden states h (N, D) with a weight vector m (1, D).
  def scalar(self: __torch__.Head, h: Tensor, m: Tensor) -> Tensor:
    return torch.to(torch.t(torch.mm(torch.to(h, m.dtype), torch.t(m))), 6)

  # Given dLoss/doutputs = g (1, N), returns dLoss/dh (N, D) and adds dLoss/dm to dm.
  def scalar_backward(self: __torch__.Head, h: Tensor, m: Tensor, g: Tensor, dm: Tensor) -> Tensor:
    s = torch.to(torch.t(g), m.dtype)
    _ = torch.addmm_(dm, torch.t(s), torch.to(h, m.dtype))
    return torch.to(torch.mm(s, m), h.dtype)

  def select(self: __torch__.Head, x: Tensor, index: Tensor) -> Tensor:
    return torch.index_select(x, 0, index)

  def columns(self: __torch__.Head, x: Tensor, index: Tensor) -> Tensor:
    return torch.index_select(x, 1, index)

  # Zeros (rows, D) with x (N, D) put at index (N).
  def spread(self: __torch__.Head, x: Tensor, index: Tensor, rows: int) -> Tensor:
    return torch.index_copy_(torch.zeros([rows, x.size(1)], dtype=x.dtype, device=x.device), 0, index, x)

  # A copy of x of another type, by PyTorch's number for it.
  def to_type(self: __torch__.Head, x: Tensor, dtype: int) -> Tensor:
    return torch.to(x, dtype, False, True)

  # Room for a tensor: x holds its sizes and, last, PyTorch's number for its type.
  def empty(self: __torch__.Head, x: Tensor) -> Tensor:
    sizes = annotate(List[int], [])
    for i in range(x.size(0) - 1):
      _ = torch.append(sizes, int(x[i]))
    return torch.empty(sizes, dtype=int(x[-1]), device=x.device)

  def zeros(self: __torch__.Head, like: Tensor, shape: List[int]) -> Tensor:
    return torch.zeros(shape, dtype=like.dtype, device=like.device)

  # Copies the values of one list of tensors into another, converting types.
  def assign_all(self: __torch__.Head, into: List[Tensor], x: List[Tensor]) -> int:
    for i in range(torch.len(x)):
      _ = torch.copy_(into[i], x[i])
    return 0

  # Numbers a .. b - 1 of x, row by row, as float32.
  def piece(self: __torch__.Head, x: Tensor, a: int, b: int) -> Tensor:
    return torch.to(torch.slice(x.view([-1]), 0, a, b), 6)

  # Puts values v in the place of as many numbers of x from number a on.
  def assign_piece(self: __torch__.Head, x: Tensor, a: int, v: Tensor) -> int:
    _ = torch.copy_(torch.slice(x.view([-1]), 0, a, a + v.numel()), v.view([-1]))
    return 0

  # Adds scale b a, of shape (out, in), to rows `first` and following of w, rounding once; transposed where the rows of w
  # are inputs.
  def merge(self: __torch__.Head, w: Tensor, a: Tensor, b: Tensor, first: int, scale: float, transposed: bool) -> int:
    product = torch.mul(torch.mm(b, a), scale)
    if transposed:
      more = torch.t(product)
    else:
      more = product
    rows = torch.slice(w, 0, first, first + more.size(0))
    _ = torch.copy_(rows, torch.to(rows, 6) + more)
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
