using Syncro.Records;

namespace Syncro.Tests.Records;

/// <summary>The statements for every other database, on SQLite.</summary>
public sealed class PortableRecordStoreSpecs : RecordStoreSpecs
{
    private TempDirectory? _directory;

    private protected override RecordStore Open()
    {
        var options = new RecordStoreOptions(
            RecordStoreOptions.Sqlite, $"Data Source={(_directory ??= new()).File("records.db")};Pooling=False");
        return RecordStore.Open(options, () => new PortableRecords(options));
    }

    public override void Dispose()
    {
        base.Dispose();
        _directory!.Dispose();
    }
}
