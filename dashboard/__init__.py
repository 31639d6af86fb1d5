"""The SOP, made executable: judge metric histories by it, and name the owner of every breach."""
