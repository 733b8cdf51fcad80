using System.Collections.Immutable;

namespace Syncro.Scribes;

/// <summary>
/// The clients that may read a record. Relays are in every audience but the empty one.
/// Source: <c>scribe_clients</c> of the original.
/// </summary>
public abstract record Audience
{
    private Audience() { }

    /// <summary>Every client.</summary>
    public static readonly Audience Everyone = new All();

    /// <summary>No leaf: a record that was never created.</summary>
    public static readonly Audience Relays = new RelaysOnly();

    /// <summary>The empty audience: the record is not synced at all.</summary>
    public static readonly Audience Nobody = new Only([]);

    /// <summary>This peer alone: a record created while recording was off, until a change to it is told.</summary>
    internal static readonly Audience Unannounced = new UnannouncedOnly();

    /// <summary>The clients named, in any order and number.</summary>
    public static Audience Of(IEnumerable<ClientId> clients) => new Only([.. clients.Distinct().Order()]);

    /// <summary>The clients with those GUIDs.</summary>
    /// <exception cref="InvalidNameException">One of them can't be a GUID.</exception>
    public static Audience Named(params string[] clients) => Of(clients.Select(client => new ClientId(client)));

    /// <summary>Whether a client that is a leaf may read the record.</summary>
    public abstract bool Contains(ClientId leaf);

    /// <summary>Whether a client may read the record.</summary>
    public bool Admits(ClientId client, bool relay) => relay ? !IsEmpty : Contains(client);

    /// <summary>Whether nobody is in it.</summary>
    public virtual bool IsEmpty => false;

    /// <summary>See <see cref="Everyone"/>.</summary>
    public sealed record All : Audience
    {
        /// <inheritdoc/>
        public override bool Contains(ClientId leaf) => true;
    }

    /// <summary>See <see cref="Relays"/>.</summary>
    public sealed record RelaysOnly : Audience
    {
        /// <inheritdoc/>
        public override bool Contains(ClientId leaf) => false;
    }

    /// <summary>A record that nobody was told of.</summary>
    internal sealed record UnannouncedOnly : Audience
    {
        /// <inheritdoc/>
        public override bool Contains(ClientId leaf) => false;

        /// <inheritdoc/>
        public override bool IsEmpty => true;
    }

    /// <summary>A list of clients, sorted.</summary>
    public sealed record Only(ImmutableArray<ClientId> Clients) : Audience
    {
        /// <inheritdoc/>
        public override bool Contains(ClientId leaf) => Clients.Contains(leaf);

        /// <inheritdoc/>
        public override bool IsEmpty => Clients.IsEmpty;

        /// <inheritdoc/>
        public bool Equals(Only? other) => other is not null && Clients.SequenceEqual(other.Clients);

        /// <inheritdoc/>
        public override int GetHashCode() => Clients.Length;
    }
}
