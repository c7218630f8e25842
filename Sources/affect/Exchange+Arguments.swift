public import ArgumentParser
public import Exchange

extension SessionExport.Subject: ExpressibleByArgument {}
extension ExchangeFormat: ExpressibleByArgument {}
extension LabelImport.Format: ExpressibleByArgument {}
