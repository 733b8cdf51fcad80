using System.Globalization;
using System.Security.Cryptography;
using System.Text;
using System.Text.Json;
using Syncro.Scribes;

namespace Syncro.Sessions;

/// <summary>
/// Our scribe ids towards a version-1 peer, 26 hex digits as its own are: 14 of position, then the first 12 of the
/// SHA-256 of the mark of its commit, which tells whether a cursor that comes back is of this history.
/// </summary>
internal static class LegacyId
{
    private const int Digits = 26;

    /// <summary>The id of a position in a commit with that mark, as JSON.</summary>
    public static JsonText Of(Position position, string mark) => JsonText.OfString($"{position.Value:x14}{Proof(mark)}");

    /// <summary>The position in an id; the id is ours only if <see cref="Of"/> gives it back for its commit's mark.</summary>
    public static Position? PositionOf(JsonText id)
    {
        if (id.Length != Digits + 2 || id.Utf8[0] != '"'
            || JsonSerializer.Deserialize<string>(id.Utf8) is not { Length: Digits } text)
            return null;
        return long.TryParse(text.AsSpan(0, 14), NumberStyles.AllowHexSpecifier, CultureInfo.InvariantCulture, out var position)
            && position is > 0 and < Position.Limit ? new Position(position) : null;
    }

    private static string Proof(string mark) =>
        Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(mark)))[..12];
}
