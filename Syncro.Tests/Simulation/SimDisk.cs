using Syncro.Clients;
using Syncro.Scribes;

namespace Syncro.Tests.Simulation;

/// <summary>What a peer has on disk: a crash leaves it, a backup is a copy of it.</summary>
internal sealed class SimDisk(JournalId journal)
{
    public JournalId Journal => journal;

    /// <summary>Commits as the bytes that were persisted.</summary>
    public List<ReadOnlyMemory<byte>> Commits { get; } = [];

    public Dictionary<ClientId, ClientState> Clients { get; } = [];

    public SimDisk Copy()
    {
        var copy = new SimDisk(journal);
        copy.Commits.AddRange(Commits);
        foreach (var (client, state) in Clients)
            copy.Clients[client] = state;
        return copy;
    }
}
