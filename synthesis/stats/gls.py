"""Weighted least squares over many data sets at once: the engine below pooling and meta-regression.

Shapes: B data sets of k rows and p columns; y, v and weights are (B, k); the design is shared. A mask
(B, k) of 0 and 1 leaves rows out of single data sets (leave-one-out, all subsets). With
P = W - W X (X'WX)^-1 X'W all quadratic forms and traces that the estimators of tau2 need follow from
the residuals e of the weighted fit: y'Py = sum w e^2 and y'PPy = sum w^2 e^2.

The design is replaced by an orthonormal basis of its column space, so that uncentred moderators such
as a year do not cost digits; coefficients are mapped back at the end.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

import numpy as np

from synthesis.stats.errors import InputError

Array = np.ndarray
UNEVEN = 1e4  # weight over weight from which traces are worked out without differences
MOST_ROWS = 3_000  # studies for which that is done: it needs their square in memory


@dataclass(frozen=True)
class Design:
    """Design matrix X = basis @ triangle @ shift; p = 1 keeps a column of ones.

    basis (k, p) is orthonormal; shift is the identity, but its first row moves centred moderators back
    (first column of X all ones), so that coefficients and predictions keep their digits.
    """

    basis: Array
    triangle: Array
    outer: Array
    shift: Array

    @property
    def p(self) -> int:
        return self.basis.shape[1]

    def moments(self, c: Array) -> Array:
        """X' diag(c) X in the orthonormal basis for every data set: c (B, k) -> (B, p, p)."""
        return (c @ self.outer).reshape(-1, self.p, self.p)

    def rows(self, keep: Array) -> Design:
        """The design of the rows in `keep`."""
        return design_of(self.basis[keep] @ self.triangle @ self.shift)

    def coordinates(self, x: Array) -> Array:
        """A row x (p,) of the original design in the orthonormal basis."""
        centred = np.array(x, dtype=float)
        centred[1:] -= x[0] * self.shift[0, 1:]
        return np.linalg.solve(self.triangle.T, centred)


def intercept_only(k: int) -> Design:
    """The design of plain pooling: one column of ones."""
    return Design(np.ones((k, 1)), np.ones((1, 1)), np.ones((k, 1)), np.ones((1, 1)))


def design_of(x: Array) -> Design:
    """Design from a full-rank matrix (k, p); InputError when columns are linearly dependent."""
    k, p = x.shape
    if p == 1 and np.all(x == 1):
        return intercept_only(k)
    if p > k:
        raise InputError(f"{p} coefficients cannot be estimated from {k} studies", field="moderators")
    shift = np.eye(p)
    if np.all(x[:, 0] == 1):
        shift[0, 1:] = x[:, 1:].mean(axis=0)
    centred = x - np.concatenate([[0.0], shift[0, 1:]]) if p > 1 else x
    size = np.linalg.norm(x, axis=0)
    if np.any(np.linalg.norm(centred, axis=0) <= 1e-12 * size):
        raise InputError("a moderator is the same in all studies", field="moderators")
    basis, triangle = np.linalg.qr(centred)
    spread = np.abs(np.diag(triangle)) / np.linalg.norm(centred, axis=0)
    if spread.min() <= 1e-10:
        raise InputError("the moderators are linearly dependent", field="moderators")
    outer = (basis[:, :, None] * basis[:, None, :]).reshape(k, p * p)
    return Design(basis, triangle, outer, shift)


def sum_of_others(c: Array) -> Array:
    """For every entry of c (B, k) the sum of the other entries of its row, without cancellation."""
    before = np.zeros_like(c)
    before[:, 1:] = np.cumsum(c[:, :-1], axis=1)
    after = np.zeros_like(c)
    after[:, :-1] = np.cumsum(c[:, :0:-1], axis=1)[:, ::-1]
    return before + after


@dataclass(frozen=True)
class Fit:
    """Weighted least-squares fit in the orthonormal basis: gamma (B, p), inverse (B, p, p), resid (B, k)."""

    design: Design
    w: Array
    gamma: Array
    inverse: Array
    resid: Array

    def rss(self) -> Array:
        """y'Py = sum w e^2, shape (B,)."""
        return np.einsum("bk,bk,bk->b", self.w, self.resid, self.resid)

    def rss2(self) -> Array:
        """y'PPy = sum w^2 e^2, shape (B,)."""
        scaled = self.w * self.resid
        return np.einsum("bk,bk->b", scaled, scaled)

    def rss3(self) -> Array:
        """y'PPPy, shape (B,)."""
        u = self.w * self.resid
        wu = self.w * u
        side = wu @ self.design.basis
        return np.einsum("bk,bk->b", wu, u) - np.einsum("bi,bij,bj->b", side, self.inverse, side)

    def leverage(self) -> Array:
        """Diagonal of the hat matrix X (X'WX)^-1 X'W, shape (B, k)."""
        basis = self.design.basis
        return self.w * np.einsum("ki,bij,kj->bk", basis, self.inverse, basis)

    def trace_p(self) -> Array:
        """tr P = sum w (1 - h), shape (B,)."""
        if self.design.p == 1:
            total = self.w.sum(axis=1, keepdims=True)
            return np.einsum("bk,bk->b", self.w, (total - self.w)) / total[:, 0]
        plain = self.w.sum(axis=1) - self._trace(self.design.moments(self.w**2))
        return self._kept(plain, lambda root, rows: np.einsum("bkj,bkj->b", root, root))

    def trace_pv(self, v: Array) -> Array:
        """tr(P V) with V = diag(v), shape (B,)."""
        if self.design.p == 1:
            total = self.w.sum(axis=1, keepdims=True)
            return np.einsum("bk,bk->b", self.w * v, (total - self.w)) / total[:, 0]
        plain = (self.w * v).sum(axis=1) - self._trace(self.design.moments(self.w**2 * v))
        return self._kept(plain, lambda root, rows: np.einsum("bkj,bkj,bk->b", root, root, v[rows]))

    def trace_papb(self, a: Array | float = 1.0, b: Array | float = 1.0) -> Array:
        """tr(P A P B) = sum_ij P_ij^2 a_i b_j with A, B diagonal; tr PP by default. Shape (B,)."""
        w2 = self.w**2
        if self.design.p == 1:
            # Written as sums of positive terms: differences lose all digits when one weight dominates.
            total = self.w.sum(axis=1, keepdims=True)
            diagonal = (self.w * sum_of_others(self.w) / total) ** 2 * a * b
            return (diagonal + w2 * a * sum_of_others(w2 * b) / total**2).sum(axis=1)
        second = self.inverse @ self.design.moments(w2 * a)
        other = self.inverse @ self.design.moments(w2 * b)
        third = self._trace(self.design.moments(w2 * self.w * a * b))
        plain = (w2 * a * b).sum(axis=1) - 2 * third + np.einsum("bij,bji->b", second, other)
        left, right = (np.broadcast_to(each, self.w.shape) for each in (a, b))
        return self._kept(
            plain,
            lambda root, rows: np.einsum(
                "bij,bi,bj->b", (root @ np.swapaxes(root, 1, 2)) ** 2, left[rows], right[rows]
            ),
        )

    def coefficients(self) -> Array:
        """Coefficients of the original design, shape (B, p)."""
        design = self.design
        return np.linalg.solve(design.shift, np.linalg.solve(design.triangle, self.gamma.T)).T

    def covariance(self) -> Array:
        """(X'WX)^-1 of the original design, shape (B, p, p)."""
        back = np.linalg.inv(self.design.shift) @ np.linalg.inv(self.design.triangle)
        return back @ self.inverse @ back.T

    def log_det(self) -> Array:
        """log det X'WX of the original design, shape (B,)."""
        log_triangle = 2 * np.log(np.abs(np.diag(self.design.triangle))).sum()
        return log_triangle - np.linalg.slogdet(self.inverse)[1]

    def _trace(self, moments: Array) -> Array:
        return np.einsum("bij,bji->b", self.inverse, moments)

    def _kept(self, plain: Array, of_root: Callable[[Array, Array], Array]) -> Array:
        """`plain` (B,), worked out from the root of P instead where one weight exceeds another so far that the
        differences in `plain` lose their digits.
        """
        k = self.w.shape[1]
        if k > MOST_ROWS:
            return plain
        lightest = np.where(self.w > 0, self.w, np.inf).min(axis=1)
        uneven = np.flatnonzero(self.w.max(axis=1) > UNEVEN * lightest)
        step = max(1, MOST_ROWS**2 // k**2)
        for start in range(0, len(uneven), step):
            rows = uneven[start : start + step]
            plain[rows] = of_root(self._root(rows), rows)
        return plain

    def _root(self, rows: Array) -> Array:
        """S (rows, k, k - p) with P = S S': W^1/2 times an orthonormal basis of all that W^1/2 X leaves free.

        Heavy rows come first in the QR, which then keeps the digits of the light ones (Cox & Higham 1998, BIT 38,
        34-50).
        """
        weights = self.w[rows]
        order = np.argsort(-weights, axis=1)
        sorted_root = np.sqrt(np.take_along_axis(weights, order, axis=1))[:, :, None]
        free = np.linalg.qr(sorted_root * self.design.basis[order], mode="complete")[0][:, :, self.design.p :]
        back = np.argsort(order, axis=1)[:, :, None]
        return np.sqrt(weights)[:, :, None] * np.take_along_axis(free, back, axis=1)


def fit(y: Array, w: Array, design: Design) -> Fit:
    """Weighted least squares of y (B, k) on the design with weights w (B, k)."""
    if design.p == 1:
        total = (w @ design.outer)[:, 0]
        gamma = ((w * y) @ design.basis)[:, 0] / total
        resid = y - gamma[:, None] * design.basis[:, 0]
        return Fit(design, w, gamma[:, None], (1 / total)[:, None, None], resid)
    inverse = np.linalg.inv(design.moments(w))
    inverse = (inverse + np.swapaxes(inverse, 1, 2)) / 2
    gamma = np.einsum("bij,bj->bi", inverse, (w * y) @ design.basis)
    resid = y - gamma @ design.basis.T
    for _ in range(2):  # refined: the normal equations lose digits when weights differ by many orders
        gamma = gamma + np.einsum("bij,bj->bi", inverse, (w * resid) @ design.basis)
        resid = y - gamma @ design.basis.T
    return Fit(design, w, gamma, inverse, resid)


@dataclass(frozen=True)
class Batch:
    """B data sets: effects y (B, k), variances v (B, k), shared design, optional mask (B, k)."""

    y: Array
    v: Array
    design: Design
    mask: Array | None = None

    @property
    def sizes(self) -> Array:
        """Rows in use, shape (B,)."""
        if self.mask is None:
            return np.full(len(self.y), self.y.shape[1], dtype=float)
        return self.mask.sum(axis=1)

    @property
    def df(self) -> Array:
        """Rows in use minus p, shape (B,)."""
        return self.sizes - self.design.p

    def weights(self, tau2: Array | float) -> Array:
        """1 / (v + tau2) with 0 for masked rows; tau2 is a number or (B,)."""
        w = 1 / (self.v + np.reshape(tau2, (-1, 1)))
        return w if self.mask is None else w * self.mask

    def fit(self, tau2: Array | float = 0.0) -> Fit:
        """Weighted fit at the given tau2."""
        return fit(self.y, self.weights(tau2), self.design)

    def take(self, index: Array) -> Batch:
        """The data sets in `index` (repeats allowed)."""
        mask = None if self.mask is None else self.mask[index]
        return Batch(self.y[index], self.v[index], self.design, mask)

    def masked_min_max(self) -> tuple[Array, Array]:
        """Smallest and largest variance in use, each (B,)."""
        if self.mask is None:
            return self.v.min(axis=1), self.v.max(axis=1)
        used = self.mask > 0
        low = np.where(used, self.v, np.inf).min(axis=1)
        return low, np.where(used, self.v, -np.inf).max(axis=1)

    def log_likelihood(self, tau2: Array, *, restricted: bool) -> Array:
        """Normal log-likelihood (ML) or restricted log-likelihood (REML) at tau2, shape (B,)."""
        fitted = self.fit(tau2)
        spread = np.log(self.v + np.reshape(tau2, (-1, 1)))
        if self.mask is not None:
            spread = spread * self.mask
        value = -0.5 * (spread.sum(axis=1) + fitted.rss())
        if not restricted:
            return value - 0.5 * self.sizes * np.log(2 * np.pi)
        ones = np.ones_like(self.v) if self.mask is None else self.mask
        plain = fit(self.y, ones, self.design).log_det()
        return value - 0.5 * self.df * np.log(2 * np.pi) + 0.5 * (plain - fitted.log_det())


def batch_of(y: Array, v: Array, design: Design | None = None) -> Batch:
    """One data set (k,) or many (B, k) as a Batch; the design defaults to an intercept."""
    y, v = np.atleast_2d(np.asarray(y, float)), np.atleast_2d(np.asarray(v, float))
    return Batch(y, v, design or intercept_only(y.shape[1]))
