"""Image Complaint Assistant: cited answers about complaints over product images."""
