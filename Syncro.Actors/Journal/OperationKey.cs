using System.Buffers;
using System.Security.Cryptography;
using Syncro.Scribes;
using Syncro.Wire;

namespace Syncro.Journal;

/// <summary>
/// The identity of an operation, its stamp and content, as the key of a record that is never alive: that the key is
/// known says that the operation was applied. No record's id can collide with it.
/// </summary>
internal static class OperationKey
{
    public static RecordKey Of(Scribe.Operation operation)
    {
        var content = new ArrayBufferWriter<byte>();
        ScribeJson.Write(content, JsonText.Null, operation, endsSet: false);
        return new(operation.Class, RecordId.OfOperation(Convert.ToHexStringLower(SHA256.HashData(content.WrittenSpan))));
    }
}
