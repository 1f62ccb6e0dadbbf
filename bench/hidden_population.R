# The stepwise choice of Chan, Silverman and Vincent (2021), written for this comparison with R's
# own glm.fit and lpSolve's linear programme: an implementation that shares no line with ours.
# It is not the package MultipleSystemsEstimation, whose times are quoted beside it.
#   Rscript bench/hidden_population.R TABLES.csv THRESHOLD
# TABLES.csv: one row a table, one column a capture history 1, 2, 3, ... in bits, no heading.
arguments <- commandArgs(trailingOnly = TRUE)
tables <- as.matrix(read.csv(arguments[1], header = FALSE))
threshold <- as.numeric(arguments[2])
lists <- round(log2(ncol(tables) + 1))
histories <- seq_len(ncol(tables))
inside <- function(term) bitwAnd(histories, term) == term
pairs <- combn(lists, 2, function(ij) sum(2^(ij - 1)))

setup <- function(counts, terms) {
  margins <- vapply(terms, function(term) sum(counts[inside(term)]), 0)
  kept <- rep(TRUE, length(counts))
  for (term in terms[margins == 0]) kept <- kept & !inside(term)
  free <- terms[margins > 0]
  design <- vapply(free, function(term) as.numeric(inside(term)), numeric(length(counts)))
  list(design = design[kept, , drop = FALSE], counts = counts[kept], kept = kept)
}

exists_once <- function(counts, terms) {
  s <- setup(as.numeric(counts > 0), terms)
  cells <- nrow(s$design)
  if (qr(s$design)$rank < ncol(s$design)) return(FALSE)
  left <- rbind(cbind(t(s$design), 0), cbind(diag(cells), -1))
  found <- lpSolve::lp("max", c(rep(0, cells), 1), left,
                       c(rep("=", ncol(s$design)), rep(">=", cells)),
                       c(t(s$design) %*% s$counts, rep(0, cells)))
  found$objval > 1e-9
}

stepwise <- function(counts) {
  terms <- c(0, 2^(seq_len(lists) - 1))
  repeat {
    s <- setup(counts, terms)
    fit <- suppressWarnings(glm.fit(s$design, s$counts, family = poisson()))
    tails <- rep(1, length(pairs))
    for (k in which(!pairs %in% terms)) {
      both <- inside(pairs[k])
      seen <- sum(counts[both])
      expected <- sum(fit$fitted.values[both[s$kept]])
      tails[k] <- min(ppois(seen, expected), ppois(seen - 1, expected, lower.tail = FALSE))
      if (!exists_once(counts, c(terms, pairs[k]))) tails[k] <- 1
    }
    if (min(tails) >= threshold) break
    terms <- c(terms, pairs[which.min(tails)])
  }
  model <- paste(sort(setdiff(terms, c(0, 2^(seq_len(lists) - 1)))), collapse = " ")
  sprintf("%.10f,%s", exp(fit$coefficients[1]), model)
}

started <- proc.time()[["elapsed"]]
answers <- apply(tables, 1, stepwise)
cat(answers, sep = "\n")
cat("seconds,", proc.time()[["elapsed"]] - started, "\n", sep = "")
