"""The formats that can be imported; each file says which columns it reads and how a row becomes ours."""
