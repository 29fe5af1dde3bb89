import CLOSecurity
import CLOStore

// The responder: `clo.fcgi`. Closures handed to C stand in other files (see Gateway).
Digest.prepareQuickly()
do {
    let configuration = try Configuration.load()
    Log.use(configuration.log)
    let responder = Responder(configuration: configuration, servesOnce: Gateway.servesOnce)
    Gateway.serve(responder.answer, afterwards: responder.afterwards)
} catch {
    Log.write("configuration-unusable", ["error": "\(error)"])
    Gateway.serve(UnconfiguredAnswer.answer)
}
