public import ArgumentParser
public import Feed

extension MessageEncoding: ExpressibleByArgument {}
