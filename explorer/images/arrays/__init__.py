"""Pictures that lie in files as arrays of numbers: of NumPy, in IDX, of CIFAR and STL-10, of MATLAB."""
