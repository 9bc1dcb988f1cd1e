# Answers to requests of `synthesis.stats.evaluate`, computed by metafor: Rscript oracle.R TASKS.json ANSWERS.json
# Needs Debian's r-cran-metafor and r-cran-jsonlite (r-cran-clubsandwich for CR2).
suppressPackageStartupMessages({ library(metafor); library(jsonlite) })
options(warn = -1, digits = 15)

TIGHT <- list(threshold = 1e-13, maxiter = 100000, tol = 1e-14, tau2.max = 1e6)

numeric_column <- function(x) suppressWarnings(as.numeric(sapply(x, function(v) if (is.null(v)) NA else v)))
text_column <- function(x) sapply(x, function(v) if (is.null(v)) NA_character_ else as.character(v))

frame_of <- function(columns) {
  is_number <- function(x) all(sapply(x, function(v) is.null(v) || is.numeric(v)))
  as.data.frame(lapply(columns, function(x) if (is_number(x)) numeric_column(x) else text_column(x)),
                stringsAsFactors = FALSE, check.names = FALSE)
}

WHEN <- c(studies_with_zero = "only0", all_studies = "all", all_if_any_zero = "if0all", never = "none")

effects <- function(task, d) {
  call <- task$call
  measure <- if (is.null(call$measure)) "GEN" else call$measure
  if (task$kind == "generic") return(list(yi = d$yi, vi = d$vi))
  vtype <- if (is.null(call$variance)) "LS" else call$variance
  args <- list(measure = measure, vtype = vtype)
  args <- c(args, switch(task$kind,
    binary = list(ai = d$e1, n1i = d$n1, ci = d$e2, n2i = d$n2),
    continuous = list(m1i = d$m1, sd1i = d$sd1, n1i = d$n1, m2i = d$m2, sd2i = d$sd2, n2i = d$n2),
    paired = list(m1i = d$m1, m2i = d$m2, sd1i = d$sd1, sd2i = d$sd2, ni = d$n, ri = d$r),
    paired_binary = list(ai = d$a, bi = d$b, ci = d$c, di = d$d),
    correlation = list(ri = d$r, ni = d$n),
    proportion = list(xi = d$x, ni = d$n),
    rate2 = list(x1i = d$x1, t1i = d$t1, x2i = d$x2, t2i = d$t2),
    rate1 = list(xi = d$x, ti = d$t)))
  zero <- call$zero_cells
  if (is.list(zero)) args <- c(args, list(add = zero$add, to = WHEN[[zero$when]], drop00 = zero$drop_double_zero))
  if (task$kind == "proportion" && is.list(zero)) args$drop00 <- NULL
  found <- do.call(escalc, args)
  yi <- as.numeric(found$yi)
  list(yi = yi, vi = ifelse(is.na(yi), NA, as.numeric(found$vi)))
}

sizes <- function(task, d) switch(task$kind, binary = d$n1 + d$n2, continuous = d$n1 + d$n2,
  paired_binary = d$a + d$b + d$c + d$d, rate2 = d$t1 + d$t2, rate1 = d$t, if (is.null(d$n)) NULL else d$n)

method_of <- function(call, default = "REML") {
  if (identical(call$model, "common")) return("FE")
  if (is.null(call$tau2_estimator)) default else call$tau2_estimator
}
TESTS <- c(z = "z", t = "t", hksj = "knha", hksj_adhoc = "adhoc")
test_of <- function(call) if (is.null(call$test)) "z" else TESTS[[call$test]]
level_of <- function(call) if (is.null(call[["level"]])) 95 else 100 * call[["level"]]

# The likelihood of tau2 has several local maxima at times: Fisher scoring starts next to the global one.
start_of <- function(yi, vi, mods, intercept, restricted) {
  ok <- !is.na(yi) & !is.na(vi); y <- yi[ok]; v <- vi[ok]
  X <- if (is.null(mods)) matrix(1, length(y), 1) else if (intercept) cbind(1, mods) else mods
  if (length(y) <= ncol(X)) return(0)
  value <- function(t) {
    w <- 1 / (v + t); q <- qr(sqrt(w) * X); r <- qr.resid(q, sqrt(w) * y)
    0.5 * sum(log(w)) - 0.5 * sum(r^2) - if (restricted) sum(log(abs(diag(qr.R(q))))) else 0
  }
  top <- 4 * (var(y) + max(v)); grid <- c(0, exp(seq(log(min(v) / 100), log(top), length.out = 80)))
  values <- sapply(grid, value); i <- which.max(values)
  low <- grid[max(1, i - 1)]; high <- grid[min(length(grid), i + 1)]
  found <- optimize(value, c(low, high), maximum = TRUE, tol = 1e-10)
  if (values[i] > found$objective) grid[i] else found$maximum
}

fit <- function(yi, vi, call, ..., mods = NULL, intercept = TRUE) {
  method <- method_of(call)
  args <- list(yi = yi, vi = vi, method = method, test = test_of(call), level = level_of(call), control = TIGHT, intercept = intercept, ...)
  if (!is.null(mods)) args$mods <- mods
  if (!method %in% c("REML", "ML")) return(do.call(rma, args))
  args$control$tau2.init <- start_of(yi, vi, mods, intercept, method == "REML")
  for (step in c(1, 0.5, 0.1)) {
    args$control$stepadj <- step
    found <- try(do.call(rma, args), silent = TRUE)
    if (!inherits(found, "try-error")) return(found)
  }
  do.call(rma, args)
}

spread_over <- function(values, keep) { out <- rep(NA_real_, length(keep)); out[keep] <- values; out }

back <- function(name, x, n) switch(name, exp = exp(x), tanh = tanh(x), inverse_logit = plogis(x),
  sin_squared = sapply(x, function(v) transf.iarcsin(v)), square = sapply(x, function(v) if (v < 0) 0 else v^2),
  freeman_tukey_inverse_harmonic_mean_n = sapply(x, function(v) {
    n <- n[!is.na(n)]; hm <- 1 / mean(1 / n); low <- transf.pft(0, hm); high <- transf.pft(1, hm)
    if (v <= low) 0 else if (v >= high) 1 else transf.ipft(v, hm) }))

summary_of <- function(r) list(k = r$k, estimate = r$b[1], se = r$se[1], stat = r$zval[1],
  df = if (is.null(r$ddf) || all(is.na(r$ddf))) NA else r$ddf[1], pval = r$pval[1], ci_lb = r$ci.lb[1], ci_ub = r$ci.ub[1])

CAP <- list()

CAP$effect_size <- function(task, d) {
  e <- effects(task, d); se <- sqrt(e$vi); q <- qnorm((1 + level_of(task$call) / 100) / 2)
  list(yi = e$yi, vi = e$vi, se = se, ci_lb = e$yi - q * se, ci_ub = e$yi + q * se)
}

CAP$pool <- function(task, d) {
  e <- effects(task, d); r <- fit(e$yi, e$vi, task$call)
  keep <- !is.na(e$yi) & !is.na(e$vi); k <- r$k; random <- r$method != "FE"
  out <- c(summary_of(r), list(Q = r$QE, Q_df = k - 1, Q_pval = r$QEp, I2 = r$I2, H2 = r$H2,
    I2_from_Q = if (k > 1 && r$QE > 0) 100 * max(0, (r$QE - k + 1) / r$QE) else 0,
    weights_pct = spread_over(weights(r), keep), loglik_ml = r$fit.stats["ll", "ML"]))
  if (k > 1) out$loglik_reml <- r$fit.stats["ll", "REML"]
  if (k > 1) { out$aic_ml <- r$fit.stats["AIC", "ML"]; out$bic_ml <- r$fit.stats["BIC", "ML"]; out$aicc_ml <- r$fit.stats["AICc", "ML"] }
  if (random) {
    p <- predict(r); b <- blup(r); q <- qt((1 + r$level) / 2 * 0 + 1 - r$level / 2, max(1, k - 2)); half <- q * sqrt(r$se^2 + r$tau2)
    out <- c(out, list(tau2 = r$tau2, tau = sqrt(r$tau2), pi_lb = p$pi.lb, pi_ub = p$pi.ub,
      pi_t_lb = r$b[1] - half, pi_t_ub = r$b[1] + half, blup = spread_over(b$pred, keep)))
    if (test_of(task$call) == "z") out$blup_se <- spread_over(b$se, keep)
    if (k > 1) out$tau2_se <- r$se.tau2
  }
  if (!is.null(task$call$back_transform)) {
    names <- c("estimate", "ci_lb", "ci_ub", if (random) c("pi_lb", "pi_ub"))
    out$back_transformed <- as.list(back(task$call$back_transform, unlist(out[names]), sizes(task, d)[keep]))
    names(out$back_transformed) <- names
  }
  out
}

CAP$heterogeneity_ci <- function(task, d) {
  call <- task$call; e <- effects(task, d)
  if (call$method == "Q-profile") {
    r <- fit(e$yi, e$vi, list(tau2_estimator = "DL", level = call[["level"]]))
    found <- confint(r, control = list(tol = 1e-14, maxiter = 100000, tau2.max = 1e7))$random
    k <- r$k; typical <- (k - 1) / (sum(1 / r$vi) - sum(1 / r$vi^2) / sum(1 / r$vi))
    lb <- found[1, 2]; ub <- found[1, 3]
    if (is.na(lb)) return(list(tau2_lb = 0, tau2_ub = 0, null_set = TRUE))
    list(tau2_lb = lb, tau2_ub = ub, tau_lb = sqrt(lb), tau_ub = sqrt(ub), I2_lb = 100 * lb / (lb + typical),
         I2_ub = 100 * ub / (ub + typical), H2_lb = lb / typical + 1, H2_ub = ub / typical + 1)
  } else if (call$method == "profile-likelihood") {
    r <- fit(e$yi, e$vi, call)
    found <- confint(r, type = "PL", control = list(tol = 1e-14, maxiter = 100000, tau2.max = 1e5))$random
    list(tau2_lb = found[1, 2], tau2_ub = found[1, 3])
  } else {
    r <- rma(e$yi, e$vi, method = "FE"); k <- r$k; Q <- r$QE; df <- k - 1
    se <- if (Q > k) (log(Q) - log(df)) / (2 * (sqrt(2 * Q) - sqrt(2 * df - 1))) else sqrt(1 / (2 * (k - 2)) * (1 - 1 / (3 * (k - 2)^2)))
    h <- sqrt(Q / df); z <- qnorm((1 + level_of(call) / 100) / 2)
    v <- pmax(1, c(h, exp(log(h) - z * se), exp(log(h) + z * se))); i <- 100 * (v^2 - 1) / v^2
    list(H = v[1], H_lb = v[2], H_ub = v[3], I2 = i[1], I2_lb = i[2], I2_ub = i[3])
  }
}

CAP$mantel_haenszel <- function(task, d) {
  call <- task$call
  if (identical(call$model, "random")) {
    zero <- list(add = 0.5, when = "studies_with_zero", drop_double_zero = TRUE)
    e <- effects(modifyList(task, list(call = list(measure = call$measure, zero_cells = zero))), d)
    r <- rma.mh(measure = call$measure, ai = d$e1, n1i = d$n1, ci = d$e2, n2i = d$n2,
                add = c(.5, .5), to = c("only0", "only0"), drop00 = c(TRUE, TRUE), level = level_of(call))
    y <- e$yi; v <- e$vi; ok <- !is.na(y) & !is.na(v); y <- y[ok]; v <- v[ok]; w <- 1 / v; k <- length(y)
    Q <- sum(w * (y - c(r$b))^2); tau2 <- max(0, (Q - k + 1) / (sum(w) - sum(w^2) / sum(w)))
    f <- rma(y, v, tau2 = tau2, level = level_of(call))
    return(list(k = k, tau2 = tau2, estimate = f$b[1], se = f$se, stat = f$zval, pval = f$pval, ci_lb = f$ci.lb,
      ci_ub = f$ci.ub, Q = Q, Q_df = k - 1))
  }
  corrected <- !identical(call$zero_cells_in_pooling, "none (no correction in the MH sums)")
  add <- if (corrected) c(.5, .5) else c(.5, 0); to <- if (corrected) c("only0", "only0") else c("only0", "none")
  correct <- if (is.null(call$cmh_continuity_correction)) TRUE else call$cmh_continuity_correction
  args <- list(measure = call$measure, add = add, to = to, drop00 = c(TRUE, corrected), correct = correct, level = level_of(call))
  args <- c(args, if (task$kind == "rate2") list(x1i = d$x1, t1i = d$t1, x2i = d$x2, t2i = d$t2)
            else list(ai = d$e1, n1i = d$n1, ci = d$e2, n2i = d$n2))
  r <- do.call(rma.mh, args)
  out <- list(k = r$k, k_Q = r$k.yi, estimate = r$b[1], se = r$se, stat = r$zval, pval = r$pval, ci_lb = r$ci.lb, ci_ub = r$ci.ub,
    Q = r$QE, Q_df = r$k.yi - 1, Q_pval = r$QEp, I2 = r$I2, H2 = r$H2)
  if (call$measure == "OR") out <- c(out, list(cochran_chi2 = r$CO, cmh_chi2 = r$MH, breslow_day = r$BD, tarone = r$TA, k_pos = r$k.pos,
    cmh_pval = r$MHp, breslow_day_pval = r$BDp, tarone_pval = r$TAp))
  if (call$measure == "IRR") out <- c(out, list(mh_chi2 = r$MH, mh_pval = r$MHp))
  out
}

CAP$peto <- function(task, d) {
  r <- rma.peto(ai = d$e1, n1i = d$n1, ci = d$e2, n2i = d$n2, add = c(.5, 0), to = c("only0", "none"),
                drop00 = c(TRUE, FALSE), level = level_of(task$call))
  list(k = r$k, estimate = r$b[1], se = r$se, stat = r$zval, pval = r$pval, ci_lb = r$ci.lb, ci_ub = r$ci.ub,
       Q = r$QE, Q_pval = r$QEp, I2 = r$I2, H2 = r$H2)
}

CAP$subgroup <- function(task, d) {
  call <- task$call; e <- effects(task, d); g <- as.character(d[[call$by]]); levels <- unlist(call$levels)
  ok <- !is.na(e$yi) & !is.na(e$vi) & !is.na(g) & g %in% levels
  y <- e$yi[ok]; v <- e$vi[ok]; g <- factor(g[ok], levels = levels)
  if (isTRUE(call$tau2_common)) {
    r <- fit(y, v, call, mods = model.matrix(~ g)[, -1, drop = FALSE])
    cells <- fit(y, v, call, mods = model.matrix(~ g - 1), intercept = FALSE)
    groups <- lapply(seq_along(levels), function(i) list(estimate = cells$b[i], se = cells$se[i], ci_lb = cells$ci.lb[i],
                     ci_ub = cells$ci.ub[i], pval = cells$pval[i])); names(groups) <- levels
    plain <- fit(y, v, call)
    out <- list(subgroups = groups, tau2 = r$tau2, QM = r$QM, QM_pval = r$QMp, QE = r$QE, QE_pval = r$QEp)
    if (r$method != "FE") out$R2 <- if (plain$tau2 > 0) 100 * max(0, (plain$tau2 - r$tau2) / plain$tau2) else 0
    return(out)
  }
  fits <- lapply(levels, function(l) fit(y[g == l], v[g == l], call))
  groups <- lapply(fits, function(r) c(summary_of(r), list(tau2 = r$tau2, Q = r$QE, Q_pval = r$QEp, I2 = r$I2))); names(groups) <- levels
  b <- sapply(fits, function(r) r$b[1]); s <- sapply(fits, function(r) r$se[1])
  across <- rma(b, s^2, method = "FE")
  list(subgroups = groups, Q_between = across$QE, Q_between_df = length(levels) - 1, Q_between_pval = across$QEp,
       Q_within = sum(sapply(fits, function(r) r$QE)))
}

design <- function(call, d, ok) {
  names <- strsplit(call$moderators, " + ", fixed = TRUE)[[1]]
  for (n in names) ok <- ok & !is.na(d[[n]])
  parts <- lapply(names, function(n) if (is.numeric(d[[n]])) { m <- matrix(d[[n]][ok]); colnames(m) <- n; m }
    else { f <- factor(d[[n]][ok], levels = sort(unique(d[[n]][ok]), method = "radix")); m <- model.matrix(~ f)[, -1, drop = FALSE]
           colnames(m) <- paste0(n, levels(f)[-1]); m })
  list(ok = ok, X = do.call(cbind, parts))
}

CAP$meta_regression <- function(task, d) {
  call <- task$call; e <- effects(task, d); s <- design(call, d, !is.na(e$yi) & !is.na(e$vi)); y <- e$yi[s$ok]; v <- e$vi[s$ok]
  if (ncol(s$X) + 1 > length(y)) stop("too many")
  r <- fit(y, v, call, mods = s$X); plain <- fit(y, v, call); X <- cbind(1, s$X); random <- r$method != "FE"
  if (nrow(r$b) != ncol(X)) stop("redundant")
  points <- list(colMeans(X), X[1, ])
  predictions <- lapply(points, function(x) { p <- predict(r, newmods = x[-1])
    c(list(x = as.numeric(x), pred = p$pred, se = p$se, ci_lb = p$ci.lb, ci_ub = p$ci.ub), if (random) list(pi_lb = p$pi.lb, pi_ub = p$pi.ub)) })
  out <- list(k = r$k, coef = c(r$b), se = r$se, stat = c(r$zval), pval = r$pval, ci_lb = r$ci.lb, ci_ub = r$ci.ub, QM = r$QM, QM_pval = r$QMp,
    QE = r$QE, QE_pval = r$QEp, I2 = r$I2, H2 = r$H2, vcov = lapply(seq_len(nrow(r$vb)), function(i) as.numeric(r$vb[i, ])),
    loglik_ml = r$fit.stats["ll", "ML"], loglik_reml = r$fit.stats["ll", "REML"], predictions = predictions)
  if (random) out <- c(out, list(tau2 = r$tau2, tau2_se = r$se.tau2,
    R2 = if (plain$tau2 > 0) 100 * max(0, (plain$tau2 - r$tau2) / plain$tau2) else 0))
  out
}

refits <- function(rs) list(estimate = sapply(rs, function(r) r$b[1]), se = sapply(rs, function(r) r$se[1]),
  ci_lb = sapply(rs, function(r) r$ci.lb[1]), ci_ub = sapply(rs, function(r) r$ci.ub[1]), pval = sapply(rs, function(r) r$pval[1]),
  Q = sapply(rs, function(r) r$QE), I2 = sapply(rs, function(r) r$I2), tau2 = sapply(rs, function(r) r$tau2))

CAP$leave_one_out <- function(task, d) {
  e <- effects(task, d); ok <- !is.na(e$yi) & !is.na(e$vi); y <- e$yi[ok]; v <- e$vi[ok]
  found <- refits(lapply(seq_along(y), function(i) fit(y[-i], v[-i], task$call)))
  lapply(found, spread_over, keep = ok)
}

CAP$cumulative <- function(task, d) {
  e <- effects(task, d); ok <- which(!is.na(e$yi) & !is.na(e$vi)); by <- task$call$order
  if (by != "input order") ok <- ok[order(d[[by]][ok], method = "radix")]
  y <- e$yi[ok]; v <- e$vi[ok]
  c(list(row = ok), refits(lapply(seq_along(y), function(i) fit(y[1:i], v[1:i], task$call))))
}

# From the definitions, on leave-one-out fits of full precision.
CAP$influence <- function(task, d) {
  e <- effects(task, d); ok <- !is.na(e$yi) & !is.na(e$vi); y <- e$yi[ok]; v <- e$vi[ok]; k <- length(y)
  r <- fit(y, v, task$call); loo <- lapply(seq_len(k), function(i) fit(y[-i], v[-i], task$call))
  b <- sapply(loo, function(x) x$b[1]); s <- sapply(loo, function(x) x$se[1]); t2 <- sapply(loo, function(x) x$tau2)
  s2 <- sapply(loo, function(x) x$s2w)
  w <- 1 / (v + r$tau2); h <- w / sum(w); shift <- r$b[1] - b
  out <- list(rstudent = (y - b) / sqrt((v + t2) * s2 + s^2), rstandard = (y - r$b[1]) / sqrt((v + r$tau2) * (1 - h)),
    dffits = shift / sqrt(h * (v + t2) * s2), cooks_d = shift^2 / r$se^2, cov_ratio = s^2 / r$se^2, tau2_deleted = t2,
    Q_deleted = sapply(loo, function(x) x$QE), hat = h, weight_pct = 100 * h,
    dfbetas = shift / sqrt(s2) / sapply(t2, function(t) sqrt(1 / sum(1 / (v + t)))))
  lapply(out, spread_over, keep = ok)
}

CAP$influence_default <- function(task, d) {
  e <- effects(task, d); r <- fit(e$yi, e$vi, task$call); i <- influence(r)$inf
  list(rstudent = i$rstudent, dffits = i$dffits, cooks_d = i$cook.d, cov_ratio = i$cov.r)
}

CAP$baujat <- function(task, d) {
  e <- effects(task, d); ok <- !is.na(e$yi) & !is.na(e$vi); y <- e$yi[ok]; v <- e$vi[ok]
  r <- fit(y, v, task$call); loo <- lapply(seq_along(y), function(i) fit(y[-i], v[-i], task$call))
  list(x = spread_over((y - r$b[1])^2 / (v + r$tau2), ok),
       y = spread_over(sapply(loo, function(x) (x$b[1] - r$b[1])^2 / x$se^2), ok))
}

CAP$gosh <- function(task, d) {
  e <- effects(task, d); ok <- !is.na(e$yi) & !is.na(e$vi); y <- e$yi[ok]; v <- e$vi[ok]; k <- length(y)
  masks <- lapply((2^k - 1):1, function(n) rev(as.integer(intToBits(n))[1:k]))
  rs <- lapply(masks, function(m) { i <- which(rev(m) == 1); fit(y[i], v[i], task$call) })
  c(list(mask = sapply(masks, function(m) paste(rev(m), collapse = ""))), refits(rs)[c("estimate", "Q", "tau2", "I2")])
}

PREDICTORS <- c("standard error" = "sei", "sampling variance" = "vi", "1/sqrt(n)" = "sqrtninv", "1/n" = "ninv", n = "ni")

CAP$egger <- function(task, d) {
  call <- task$call
  if (!is.null(call$type)) {
    a <- d$e1; n1 <- d$n1; c2 <- d$e2; n2 <- d$n2; N <- n1 + n2; s <- a + c2; f <- N - s
    if (grepl("^Harbord", call$type)) {
      Z <- a - n1 * s / N; V <- n1 * n2 * s * f / (N^2 * (N - 1)); ok <- !is.na(V) & V > 0
      m <- summary(lm(I(Z / V)[ok] ~ I(1 / sqrt(V))[ok], weights = V[ok]))
    } else {
      y <- escalc("OR", ai = a, n1i = n1, ci = c2, n2i = n2)$yi; w <- 1 / (1 / s + 1 / f); ok <- !is.na(y) & w > 0
      m <- summary(lm(y[ok] ~ I(1 / N)[ok], weights = w[ok]))
    }
    k <- m$coefficients
    return(list(bias = k[2, 1], bias_se = k[2, 2], stat = k[2, 3], df = m$df[2], pval = k[2, 4], intercept = k[1, 1]))
  }
  e <- effects(task, d); ok <- !is.na(e$yi) & !is.na(e$vi); y <- e$yi[ok]; v <- e$vi[ok]
  name <- if (is.null(call$predictor)) "standard error" else call$predictor; n <- sizes(task, d); n <- if (is.null(n)) rep(NA, length(ok)) else n
  x <- switch(PREDICTORS[[name]], sei = sqrt(v), vi = v, sqrtninv = 1 / sqrt(n[ok]), ninv = 1 / n[ok], ni = n[ok])
  if (grepl("^weighted", call$model)) {
    m <- lm(y ~ x, weights = 1 / v); k <- summary(m)$coefficients; ci <- confint(m, level = level_of(call) / 100)
    out <- list(slope = k[2, 1], slope_se = k[2, 2], intercept = k[1, 1], intercept_se = k[1, 2], stat = k[2, 3], df = m$df.residual, pval = k[2, 4],
      limit_ci_lb = ci[1, 1], limit_ci_ub = ci[1, 2])
  } else {
    r <- fit(y, v, if (grepl("^common", call$model)) list(model = "common", level = call[["level"]]) else list(tau2_estimator = call$tau2_estimator, level = call[["level"]]), mods = cbind(x))
    out <- list(slope = r$b[2], slope_se = r$se[2], intercept = r$b[1], intercept_se = r$se[1], stat = r$zval[2], pval = r$pval[2],
      limit_ci_lb = r$ci.lb[1], limit_ci_ub = r$ci.ub[1])
  }
  if (name == "n") out$limit_ci_lb <- out$limit_ci_ub <- NULL
  out
}

CAP$begg <- function(task, d) {
  e <- effects(task, d); exact <- is.null(task$call$pvalue) || grepl("^exact", task$call$pvalue)
  r <- ranktest(e$yi, e$vi, exact = exact); list(kendall_tau = as.numeric(r$tau), pval = as.numeric(r$pval))
}

CAP$trim_and_fill <- function(task, d) {
  call <- task$call; e <- effects(task, d); ok <- !is.na(e$yi) & !is.na(e$vi); y <- e$yi[ok]; v <- e$vi[ok]
  if (is.null(call$model)) call$model <- "common"
  r <- fit(y, v, call)
  side <- if (is.null(call$side) || call$side == "auto") NULL else call$side
  t <- trimfill(r, side = side, estimator = call$estimator, control = c(TIGHT, list(maxiter = 100000)))
  added <- if (t$k0 > 0) seq_along(y)[-seq_along(y)] else integer(0); all <- seq_len(t$k)
  added <- all[t$fill]
  list(side = t$side, k0 = t$k0, k0_se = t$se.k0, k = t$k, estimate = t$b[1], se = t$se, ci_lb = t$ci.lb, ci_ub = t$ci.ub, pval = t$pval, tau2 = t$tau2,
    Q = t$QE, I2 = t$I2, filled_yi = as.list(as.numeric(t$yi)[added]), filled_vi = as.list(as.numeric(t$vi)[added]))
}

CAP$fail_safe_n <- function(task, d) {
  call <- task$call; e <- effects(task, d); type <- sub(" .*", "", call$type); weighted <- grepl("inverse-variance", call$type)
  ok <- !is.na(e$yi) & !is.na(e$vi); y <- e$yi[ok]; v <- e$vi[ok]; alpha <- if (is.null(call$alpha)) .05 else call$alpha
  target <- if (type == "Orwin") (if (is.numeric(call$target)) call$target else if (grepl("half", call$target)) (if (weighted) weighted.mean(y, 1 / v) else mean(y)) / 2
            else (if (weighted) weighted.mean(y, 1 / v) else mean(y)) / 10)
  r <- if (type == "Orwin") fsn(y, v, type = "Orwin", target = target, weighted = weighted) else fsn(y, v, type = type, alpha = alpha)
  list(n = r$fsnum)
}

CAP$selection_model <- function(task, d) {
  call <- task$call; e <- effects(task, d)
  r <- rma(e$yi, e$vi, method = "ML", level = level_of(call), control = TIGHT)
  s <- selmodel(r, type = "stepfun", alternative = call$alternative, steps = unlist(call$steps),
                control = list(reltol = 1e-14))
  list(estimate = s$b[1], se = s$se, ci_lb = s$ci.lb, ci_ub = s$ci.ub, pval = s$pval, tau2 = s$tau2, delta = s$delta, lrt = s$LRT, lrt_pval = s$LRTp, loglik = c(logLik(s)))
}

mv <- function(...) {
  best <- NULL
  for (optimizer in c("nlminb", "BFGS")) {
    control <- if (optimizer == "nlminb") list(optimizer = optimizer, rel.tol = 1e-14, x.tol = 1e-14, eval.max = 5000, iter.max = 5000)
               else list(optimizer = "optim", optmethod = optimizer, reltol = 1e-15, maxit = 2000)
    found <- try(rma.mv(..., control = control), silent = TRUE)
    if (!inherits(found, "try-error") && (is.null(best) || c(logLik(found)) > c(logLik(best)) + 1e-9)) best <- found
  }
  if (is.null(best)) stop("no fit")
  best
}

CAP$multilevel <- function(task, d) {
  call <- task$call; e <- effects(task, d); cluster <- as.character(d[[unlist(call[["levels"]])[1]]])
  ok <- !is.na(e$yi) & !is.na(e$vi) & !is.na(cluster)
  X <- NULL; if (!is.null(call$moderators)) { s <- design(call, d, ok); ok <- s$ok; X <- s$X }
  y <- e$yi[ok]; v <- e$vi[ok]; cl <- cluster[ok]; id <- seq_along(y)
  if (call$model == "ordinary random effects with cluster-robust SE") {
    r <- fit(y, v, call); b <- do.call(robust, list(r, cluster = cl))
    return(list(estimate = r$b[1], tau2 = r$tau2, cr1_se = b$se[1], df = b$dfs[1], pval = b$pval[1], ci_lb = b$ci.lb[1], ci_ub = b$ci.ub[1]))
  }
  V <- diag(v, length(v)); text <- call$sampling_covariance
  if (!is.null(text) && grepl("^correlation", text)) {
    rho <- as.numeric(strsplit(text, " ")[[1]][2]); V <- ifelse(outer(cl, cl, "=="), rho, 0) * outer(sqrt(v), sqrt(v)); diag(V) <- v
  }
  random <- if (call$model == "three-level") ~ 1 | cl / id else ~ 1 | cl
  data <- data.frame(y = y, cl = cl, id = id)
  method <- if (is.null(call$estimator)) "REML" else call$estimator
  args <- list(yi = y, V = V, random = random, data = data, method = method); if (!is.null(X)) args$mods <- X
  r <- do.call(mv, args)
  b <- do.call(robust, list(r, cluster = cl))
  out <- list(k = r$k, coef = as.list(c(r$b)), se = as.list(r$se), QE = r$QE, loglik = c(logLik(r)),
    cr1 = list(se = as.list(b$se), pval = as.list(b$pval)))
  if (call$model == "three-level") { out$sigma2_between_clusters <- r$sigma2[1]; out$sigma2_within_clusters <- r$sigma2[2] } else out$sigma2 <- r$sigma2[1]
  if (requireNamespace("clubSandwich", quietly = TRUE) && length(unique(cl)) > 2) {
    ct <- try(clubSandwich::coef_test(r, vcov = "CR2", cluster = cl), silent = TRUE)
    if (!inherits(ct, "try-error")) out$cr2 <- list(se = as.list(ct$SE), df = as.list(ct$df), pval = as.list(ct$p_Satt))
  }
  plain <- is.null(text) || !grepl("^correlation", text)
  if (is.null(X) && !(plain && call$model == "three-level")) { out$se <- r$se; out$estimate <- c(r$b) }
  if (is.null(X)) { out$aic <- AIC(r); out$bic <- BIC(r) } else out$QM <- r$QM
  out
}

CAP$aggregate <- function(task, d) {
  call <- task$call; e <- effects(task, d); cluster <- as.character(d[[call[["cluster"]]]]); ok <- !is.na(e$yi) & !is.na(e$vi) & !is.na(cluster)
  data <- escalc(yi = e$yi[ok], vi = e$vi[ok], data = data.frame(cl = cluster[ok]))
  a <- aggregate(data, cluster = cl, rho = call$within_cluster_correlation); a <- a[match(unique(cluster[ok]), a$cl), ]
  r <- fit(as.numeric(a$yi), as.numeric(a$vi), list())
  list(cluster = as.list(a$cl), yi = as.list(as.numeric(a$yi)), vi = as.list(as.numeric(a$vi)), pooled = list(estimate = r$b[1], se = r$se, tau2 = r$tau2))
}

CAP$network <- function(task, d) {
  call <- task$call; reference <- call$reference; arms <- d
  arms$row <- seq_len(nrow(arms))
  if (task$kind == "arm_binary") {
    arms <- arms[!is.na(arms$e) & !is.na(arms$n), ]
    keep <- sapply(split(arms, arms$study), function(s) call$measure == "RD" || (sum(s$e) > 0 && sum(s$e) < sum(s$n))); arms <- arms[arms$study %in% names(keep)[keep], ]
    zero <- sapply(split(arms, arms$study), function(s) any(s$e == 0 | s$e == s$n)); half <- ifelse(zero[arms$study], .5, 0)
    x <- arms$e + half; o <- arms$n - arms$e + half
    p <- x / (x + o)
    arms$y <- switch(call$measure, OR = log(x / o), RR = log(p), RD = p); arms$v <- switch(call$measure, OR = 1 / x + 1 / o, RR = 1 / x - 1 / (x + o), RD = p * (1 - p) / (x + o))
  } else {
    arms <- arms[!is.na(arms$m) & !is.na(arms$sd) & !is.na(arms$n), ]
    sp <- ave(seq_len(nrow(arms)), arms$study, FUN = function(i) sqrt(sum((arms$n[i] - 1) * arms$sd[i]^2) / sum(arms$n[i] - 1)))
    df <- ave(arms$n - 1, arms$study, FUN = sum); J <- exp(lgamma(df / 2) - log(sqrt(df / 2)) - lgamma((df - 1) / 2))
    arms$y <- switch(call$measure, MD = arms$m, ROM = log(arms$m), SMD = J * arms$m / sp); arms$v <- switch(call$measure, MD = arms$sd^2 / arms$n, ROM = arms$sd^2 / (arms$n * arms$m^2), SMD = 1 / arms$n)
  }
  treatments <- c(reference, sort(setdiff(unique(d$treat), reference), method = "radix"))
  parts <- lapply(split(arms, factor(arms$study, levels = unique(arms$study))), function(s) {
    if (nrow(s) < 2) return(NULL)
    s <- s[order(match(s$treat, treatments)), ]; base <- s[1, ]; o <- s[-1, , drop = FALSE]; X <- t(sapply(seq_len(nrow(o)), function(i) (treatments == o$treat[i]) - (treatments == base$treat)))
    g <- o$y - base$y; V <- diag(o$v, nrow(o)) + base$v; if (call$measure == "SMD") V <- V + outer(g, g) / (2 * sum(s$n)) # Gleser & Olkin (2009)
    list(y = g, V = V, X = matrix(X, nrow = nrow(o)), study = rep(s$study[1], nrow(o))) })
  parts <- Filter(Negate(is.null), parts)
  y <- unlist(lapply(parts, `[[`, "y")); X <- do.call(rbind, lapply(parts, `[[`, "X"))[, -1, drop = FALSE]; V <- bldiag(lapply(parts, `[[`, "V"))
  study <- unlist(lapply(parts, `[[`, "study")); arm <- ave(seq_along(study), study, FUN = seq_along)
  fixed <- rma.mv(y, V, mods = X, intercept = FALSE, method = "FE")
  if (identical(call$model, "common")) r <- fixed else {
    data <- data.frame(y = y, arm = factor(arm), study = study)
    r <- if (max(arm) > 1) mv(yi = y, V = V, mods = X, intercept = FALSE, random = ~ arm | study, struct = "CS", rho = 1 / 2, data = data, method = call$estimator)
         else mv(yi = y, V = V, mods = X, intercept = FALSE, random = ~ 1 | study, data = data, method = call$estimator)
  }
  b <- c(0, r$b); B <- matrix(0, length(b), length(b)); B[-1, -1] <- r$vb
  est <- outer(b, b, "-"); se <- sqrt(outer(diag(B), diag(B), "+") - 2 * B)
  rows <- function(m) lapply(seq_len(nrow(m)), function(i) as.list(as.numeric(m[i, ])))
  out <- list(k_studies = length(parts), k_contrasts = length(y), treatments = as.list(treatments), Q = fixed$QE, estimate = rows(est), se = rows(se))
  if (!identical(call$model, "common")) { out$tau2 <- if (max(arm) > 1) r$tau2 else r$sigma2; out$loglik <- c(logLik(r)) }
  out
}

CAP$multivariate <- function(task, d) {
  V <- do.call(rbind, lapply(task$V, function(r) as.numeric(unlist(r)))); y <- d$yi; ok <- !is.na(y)
  data <- data.frame(y = y[ok], outcome = factor(d$outcome[ok]), trial = d$trial[ok]); V <- V[ok, ok]
  r <- mv(yi = data$y, V = V, mods = ~ outcome - 1, random = ~ outcome | trial, struct = "UN", data = data, method = task$call$estimator)
  list(coef = as.list(c(r$b)), se = as.list(r$se), tau2 = as.list(r$tau2), rho = r$rho, loglik = c(logLik(r)), QE = r$QE)
}

LIKELIHOODS <- c("unconditional, fixed study effects" = "UM.FS", "unconditional, random study effects" = "UM.RS",
  "conditional, exact likelihood" = "CM.EL", "conditional, approximate likelihood" = "CM.AL")

CAP$glmm <- function(task, d) {
  call <- task$call; args <- list(measure = call$measure, method = if (identical(call$model, "common")) "FE" else "ML", nAGQ = as.numeric(sub(".*, ([0-9]+) points.*", "\\1", call$integration)))
  if (task$kind == "proportion") args <- c(args, list(xi = d$x, ni = d$n)) else {
    args$model <- LIKELIHOODS[[call$likelihood]]
    if (args$model == "CM.AL" && call$measure == "IRR") args$model <- "CM.EL"
    args <- c(args, if (task$kind == "rate2") list(x1i = d$x1, t1i = d$t1, x2i = d$x2, t2i = d$t2) else list(ai = d$e1, n1i = d$n1, ci = d$e2, n2i = d$n2))
  }
  r <- do.call(rma.glmm, args)
  list(k = r$k, estimate = r$b[1], se = r$se[1], ci_lb = r$ci.lb[1], ci_ub = r$ci.ub[1], pval = r$pval[1], loglik = c(logLik(r)), tau2 = r$tau2)
}

answer <- function(task) {
  d <- frame_of(task$columns)
  found <- try(CAP[[task$capability]](task, d), silent = TRUE)
  if (inherits(found, "try-error")) list(id = task$id, error = as.character(attr(found, "condition")$message)) else list(id = task$id, result = found)
}

args <- commandArgs(trailingOnly = TRUE)
tasks <- fromJSON(args[1], simplifyVector = FALSE)
write_json(lapply(tasks, answer), args[2], auto_unbox = TRUE, digits = NA, na = "null", null = "null")
