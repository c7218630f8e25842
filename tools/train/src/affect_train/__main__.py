"""`python -m affect_train`: the same as the command `affect-train`."""

from affect_train.command import main

if __name__ == "__main__":
    main()
