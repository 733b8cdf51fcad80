using System.Runtime.InteropServices;
using Akka.Actor;
using Akka.Serialization;
using Syncro.Access;
using Syncro.Clients;
using Syncro.Models;

namespace Syncro.Journal;

/// <summary>
/// Everything Syncro stores through Akka.Persistence, as JSON under short manifests that never change. No type names
/// are on disk, and none are read from it.
/// </summary>
public sealed class SyncroSerializer(ExtendedActorSystem system) : SerializerWithStringManifest(system)
{
    /// <summary>Its number in every journal written: frozen.</summary>
    public const int Number = 2010_07;

    /// <summary>What it stores: the types that an actor system is told to give to it.</summary>
    public static IReadOnlyList<Type> Types { get; } =
    [
        typeof(JournalEvent.Opened), typeof(JournalEvent.Commit), typeof(JournalState),
        typeof(ClientEvent.CursorAdvanced), typeof(ClientEvent.Acknowledged), typeof(ClientState),
        typeof(PlayerEvent.Advanced), typeof(PlayerEvent.SetAside), typeof(PlayerEvent.PlayedAgain), typeof(Played),
        typeof(AccessEvent.TokenCreated), typeof(AccessEvent.TokenRevoked), typeof(AccessState),
    ];

    /// <inheritdoc/>
    public override int Identifier => Number;

    /// <inheritdoc/>
    public override string Manifest(object o) => o switch
    {
        JournalEvent.Opened => "O",
        JournalEvent.Commit => "C",
        JournalState => "J",
        ClientEvent.CursorAdvanced => "A",
        ClientEvent.Acknowledged => "K",
        ClientState => "S",
        PlayerEvent.Advanced => "P",
        PlayerEvent.SetAside => "X",
        PlayerEvent.PlayedAgain => "R",
        Played => "Y",
        AccessEvent.TokenCreated => "T",
        AccessEvent.TokenRevoked => "V",
        AccessState => "G",
        _ => throw new UnknownStoredTypeException(o.GetType().FullName ?? o.GetType().Name),
    };

    /// <inheritdoc/>
    public override byte[] ToBinary(object obj) => obj switch
    {
        JournalEvent.Commit commit => Whole(commit.Stored),
        JournalEvent.Opened opened => StoredJson.Write(opened),
        JournalState state => StoredJson.Write(state),
        ClientEvent.CursorAdvanced advanced => StoredJson.Write(advanced),
        ClientEvent.Acknowledged acknowledged => StoredJson.Write(acknowledged),
        ClientState state => StoredJson.Write(state),
        PlayerEvent.Advanced advanced => StoredJson.Write(advanced),
        PlayerEvent.SetAside setAside => StoredJson.Write(setAside),
        PlayerEvent.PlayedAgain again => StoredJson.Write(again),
        Played played => StoredJson.Write(played),
        AccessEvent.TokenCreated created => StoredJson.Write(created),
        AccessEvent.TokenRevoked revoked => StoredJson.Write(revoked),
        AccessState state => StoredJson.Write(state),
        _ => throw new UnknownStoredTypeException(obj.GetType().FullName ?? obj.GetType().Name),
    };

    // Nobody writes to what was stored or is to be.
    private static byte[] Whole(ReadOnlyMemory<byte> stored) =>
        MemoryMarshal.TryGetArray(stored, out var all) && all.Count == all.Array!.Length ? all.Array : stored.ToArray();

    /// <inheritdoc/>
    public override object FromBinary(byte[] bytes, string manifest) => Read(bytes, manifest);

    /// <summary>What is stored under a manifest.</summary>
    internal static object Read(byte[] bytes, string manifest) => manifest switch
    {
        "C" => CommitReader.Read(bytes),
        "O" => StoredJson.ReadOpened(bytes),
        "J" => StoredJson.ReadJournal(bytes),
        "A" => StoredJson.ReadAdvanced(bytes),
        "K" => StoredJson.ReadAcknowledged(bytes),
        "S" => StoredJson.ReadClient(bytes),
        "P" => StoredJson.ReadPlayed(bytes),
        "X" => StoredJson.ReadSetAside(bytes),
        "R" => StoredJson.ReadPlayedAgain(bytes),
        "Y" => StoredJson.ReadPlayer(bytes),
        "T" => StoredJson.ReadTokenCreated(bytes),
        "V" => StoredJson.ReadTokenRevoked(bytes),
        "G" => StoredJson.ReadAccess(bytes),
        _ => throw new UnknownStoredTypeException(manifest),
    };
}

/// <summary>Storage holds, or is asked to hold, something this version doesn't know.</summary>
public sealed class UnknownStoredTypeException(string what)
    : SyncroException($"'{what}' is not something that this version of Syncro stores");
