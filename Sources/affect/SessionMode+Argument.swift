public import ArgumentParser
public import Sessions

extension SessionMode: ExpressibleByArgument {}
