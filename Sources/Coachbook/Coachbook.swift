import ArgumentParser

@main
struct Coachbook: ParsableCommand {}
