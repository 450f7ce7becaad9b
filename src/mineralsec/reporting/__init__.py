"""What a person looks at: figures of graphs and results, and whole pages."""
