"""From the counts of a release to one system of sums: axes, blocks, atoms, links, remainders."""
