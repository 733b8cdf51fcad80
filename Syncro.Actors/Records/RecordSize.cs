using Syncro.Scribes;

namespace Syncro.Records;

/// <summary>What a record takes in memory, roughly.</summary>
internal static class RecordSize
{
    private const int Entry = 300, Register = 90, Client = 60;

    /// <summary>Of one <see cref="Records.Concern"/>, whose key is the record's.</summary>
    public const int Concern = 60;

    public static long Of(RecordKey key, StoredRecord record)
    {
        long bytes = Entry + 2 * key.Id.Text.Length;
        foreach (var register in record.State.Registers)
            bytes += Register + 2 * register.Name.Length + register.Value.Length;
        return record.Audience is Audience.Only(var clients) ? bytes + Client * clients.Length : bytes;
    }
}
