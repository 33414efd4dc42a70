from topsmile.cli import main

main()
