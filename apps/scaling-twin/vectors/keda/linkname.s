// Empty: lets the Go compiler accept the body-less functions of linkname.go.
