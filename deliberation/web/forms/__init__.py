"""Is the input well-formed? Whether a deed is allowed now, actions decide."""
