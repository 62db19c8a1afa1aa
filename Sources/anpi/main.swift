print("anpi")
