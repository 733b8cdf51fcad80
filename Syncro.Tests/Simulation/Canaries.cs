using System.Text;
using Syncro.Scribes;

namespace Syncro.Tests.Simulation;

/// <summary>
/// Values of the restricted class hold a text that names their record: no frame may hold it whose reader was not
/// entitled to the record when the frame, or the page in it, was made.
/// </summary>
internal sealed class Canaries
{
    private HashSet<RecordKey> _built = [];

    public static string Of(RecordKey key) => $"{key.Class}-{key.Id.Text}-";

    public void Built(SimPeer owner, ClientId reader, bool relay) =>
        _built = [.. owner.Records.Where(r => r.Value.Audience.Admits(reader, relay)).Select(r => r.Key)];

    public void Check(SimPeer owner, ClientId? reader, byte[] frame, bool relay)
    {
        var text = Encoding.UTF8.GetString(frame);
        if (!text.Contains($"\"{SimRules.Restricted}-", StringComparison.Ordinal))
            return;
        foreach (var (key, record) in owner.Records)
            if (key.Class == SimRules.Restricted && text.Contains(Of(key), StringComparison.Ordinal)
                && !_built.Contains(key) && !(reader is { } client && record.Audience.Admits(client, relay)))
                Assert.Fail($"{owner.Id} sent {reader} of {key}, which it may not read: {text}");
    }
}
