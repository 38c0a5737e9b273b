"""Pictures of marks and designs: what is kept of one, and which kept ones a picture is like."""
