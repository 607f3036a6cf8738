"""Writers: flat rows (`model.flat`) in Arrow batches to files that people and programs open."""
