"""Our numbers beside metafor's on random data sets: `make check-r`; no part of `make test`.

Needs Debian's r-cran-metafor and r-cran-jsonlite, for CR2 also r-cran-clubsandwich, for exact one-stage models of
odds ratios r-cran-biasedurn.
"""
