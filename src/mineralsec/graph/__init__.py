"""Supply graphs: columns inside, NetworkX outside, and what in the data does not add up."""
