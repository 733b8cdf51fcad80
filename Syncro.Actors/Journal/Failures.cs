using Syncro.Scribes;

namespace Syncro.Journal;

/// <summary>A change set that breaks a rule or a limit; nothing of it was recorded.</summary>
public sealed class ChangeRefusedException(Code code, string message) : SyncroException(message)
{
    /// <summary>Why.</summary>
    public Code Code { get; } = code;
}

/// <summary>The journal can't write now (disk full, storage locked, starting); nothing of the change set was recorded. Try again.</summary>
public sealed class JournalUnavailableException(string message) : SyncroException(message);

/// <summary>No answer came in time, or the write failed in a way that doesn't tell: the change set was recorded once or not at all.</summary>
public sealed class OutcomeUnknownException(string message) : SyncroException(message);

/// <summary>The storage is another client's.</summary>
public sealed class ForeignStorageException(ClientId owner, ClientId client)
    : SyncroException(
        $"the storage belongs to client '{owner}', not to '{client}'; 'syncro identity new' makes a copy of it another client's");
