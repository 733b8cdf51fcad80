using Syncro.Journal;
using Syncro.Scribes;

namespace Syncro.Sessions;

/// <summary>Who reads our journal in a session, and what it is entitled to.</summary>
/// <param name="Journal">Its own journal: what came from there is not sent back.</param>
/// <param name="Relay">Whether it is trusted to apply the rules towards its own clients.</param>
/// <param name="Classes">What it takes.</param>
/// <param name="Own">Whether it is sent its own scribes too, having lost some.</param>
/// <param name="OnlyOurs">Whether it takes only what we originated: it holds us for a leaf.</param>
/// <param name="Self">Us.</param>
/// <param name="Taken">How far we have durably read its journal: what a withdraw tells it.</param>
/// <param name="Given">How far it acknowledged our journal before this session, or was given it in this one.</param>
internal sealed record Reader(
    JournalRef Journal, bool Relay, Classes Classes, bool Own, bool OnlyOurs, ClientId Self,
    Cursor? Taken, Position Given = default)
{
    /// <summary>Its GUID.</summary>
    public ClientId Client => Journal.Client;

    /// <summary>The same reader, once it was given a page.</summary>
    public Reader GivenUpTo(OutgoingPage page) => page.Next.At.Position > Given ? this with { Given = page.Next.At.Position } : this;

    /// <summary>Whether a scribe came from this very reader's journal and is not to be sent back.</summary>
    public bool IsEcho(Entry entry) => !Own && entry.From == Journal;

    /// <summary>Whether it may read a record as it is now.</summary>
    public bool MayRead(Records.StoredRecord now) => now.Reach.Admits(Client, Relay);

    /// <summary>Whether an entry is for it at all, whoever may read the record.</summary>
    public bool Takes(Entry entry) =>
        Classes.Contains(entry.Body.Class) && (entry.To is not { } to || to == Client);
}
