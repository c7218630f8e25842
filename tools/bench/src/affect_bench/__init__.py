"""Compares the stream's engine with PyTorch's results and with other runtimes' speed."""
