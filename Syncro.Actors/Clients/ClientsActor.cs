using Akka.Actor;
using Akka.Pattern;
using Syncro.Journal;
using Syncro.Scribes;

namespace Syncro.Clients;

/// <summary>The parent of every client's actor: makes each when it is first spoken of.</summary>
internal sealed class ClientsActor : ReceiveActor
{
    private readonly Dictionary<ClientId, IActorRef> _clients = [];

    /// <summary>Every client spoken of; answered by an array of <see cref="ClientId"/>.</summary>
    public sealed record GetClients;

    /// <summary>Each writes what it was to write later, and all stop.</summary>
    public sealed record Leave;

    public ClientsActor(string space, StoragePlugins plugins, ClientId self, int maxSessions, IEnumerable<ClientId> known)
    {
        foreach (var client in known)
            Child(space, plugins, self, maxSessions, client);
        // Asking makes nobody known.
        Receive<ClientCommand.GetSession>(
            get => Sender.Tell(new LiveSession(null)), get => !_clients.ContainsKey(get.Client));
        Receive<ClientCommand>(command => Child(space, plugins, self, maxSessions, command.Client).Forward(command));
        Receive<Leave>(leave =>
        {
            foreach (var client in _clients.Values)
                Context.Watch(client).Tell(leave);
            Become(Leaving);
        });
        Receive<GetClients>(_ => Sender.Tell(_clients.Keys.Order().ToArray()));
    }

    private void Leaving()
    {
        var left = _clients.Count;
        if (left == 0)
            Context.Stop(Self);
        Receive<Terminated>(_ =>
        {
            if (--left == 0)
                Context.Stop(Self);
        });
        ReceiveAny(_ => { });
    }

    private IActorRef Child(string space, StoragePlugins plugins, ClientId self, int maxSessions, ClientId client)
    {
        if (_clients.TryGetValue(client, out var actor))
            return actor;
        var props = Props.Create(() => new ClientActor(space, plugins, self, client, maxSessions));
        // A failed write stops the actor; it comes back from disk.
        var supervised = BackoffSupervisor.Props(Backoff.OnStop(
            props, "actor", TimeSpan.FromMilliseconds(200), TimeSpan.FromSeconds(10), 0.2, -1)
            .WithDefaultStoppingStrategy()
            .WithFinalStopMessage(message => message is Leave));
        return _clients[client] = Context.ActorOf(supervised, Uri.EscapeDataString(client.Value));
    }
}
