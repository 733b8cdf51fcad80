namespace Syncro.Records;

/// <summary>
/// The record store can't be opened, read or written. Nothing is lost with it: it is rebuilt from the journal.
/// </summary>
public sealed class RecordStoreException : SyncroException
{
    internal RecordStoreException(RecordStoreOptions options, string fault)
        : base($"record store {options.Place}: {fault}") { }

    internal RecordStoreException(RecordStoreOptions options, Exception cause)
        : base($"record store {options.Place}: {cause.Message}", cause) { }
}
