# What the package `surveillance` says of series: a table comes in, a table goes out.
# Rscript surveillance.R c2|windows|cells IN.csv OUT.csv
suppressMessages(suppressWarnings(library(surveillance)))
asked <- commandArgs(trailingOnly = TRUE)

# EARS C2 of ten days a column: the limit of the last day, and whether it is passed.
c2 <- function(days) {
  control <- list(range = nrow(days), method = "C2", baseline = 7, minSigma = 0.5, alpha = pnorm(-3))
  found <- earsC(sts(days), control)
  cbind(as.vector(upperbound(found)), as.vector(alarms(found)))
}

# The highest likelihood ratio of the windows that end on the last day (Hoehle and Paul, 2008).
ratio <- function(observed, expected, dispersion, direction) {
  series <- suppressWarnings(create.disProg(week = seq_along(observed), observed = observed,
    state = 0 * observed, freq = 7, start = c(2026, 1)))
  control <- list(range = seq_along(observed), c.ARL = 1e9, mu0 = expected, alpha = dispersion,
    M = length(observed) - 1, Mtilde = 0, change = "intercept", dir = direction, ret = "value")
  tail(as.vector(algo.glrnb(series, control)$upperbound), 1)
}

# Poisson: the days of a branch in one column, what was expected of each in the next one.
windows <- function(pairs) {
  t(sapply(seq(1, ncol(pairs), by = 2), function(at) {
    sapply(c("inc", "dec"), function(each) ratio(pairs[, at], pairs[, at + 1], 0, each))
  }))
}

# Negative binomial, a cell a row: cases, what was expected, dispersion.
cells <- function(rows) {
  cbind(apply(rows, 1, function(row) {
    ratio(row[1], row[2], row[3], if (row[1] > row[2]) "inc" else "dec")
  }))
}

given <- unname(as.matrix(read.csv(asked[2], header = FALSE)))
found <- switch(asked[1], c2 = c2(given), windows = windows(given), cells = cells(given))
write.table(format(found, digits = 17, trim = TRUE), asked[3],
  sep = ",", quote = FALSE, row.names = FALSE, col.names = FALSE)
