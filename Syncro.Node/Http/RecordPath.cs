using System.Text;
using System.Text.Unicode;
using Microsoft.AspNetCore.Http.Features;

namespace Syncro.Node.Http;

/// <summary>
/// The class and the id, or position, that a path names, percent-decoded once and whole: the server would leave <c>%2F</c> as it is and
/// take <c>..</c> for a step up, and both are ids like any other.
/// </summary>
/// <param name="Class">The class.</param>
/// <param name="Id">The id as text, or null where the path names none.</param>
internal sealed record RecordPath(string Class, string? Id)
{
    private static readonly string[] Prefixes = ["/api/models/", "/api/import/", "/api/export/", "/api/players/"];

    public static RecordPath Of(HttpContext context) => context.Features.GetRequiredFeature<RecordPath>();

    /// <summary>Reads the path as it was sent and sets one that routes alike whatever the names.</summary>
    /// <exception cref="RefusedException">It does not decode.</exception>
    public static Task Read(HttpContext context, RequestDelegate next)
    {
        var raw = PathOf(context.Features.GetRequiredFeature<IHttpRequestFeature>().RawTarget);
        if (Prefixes.FirstOrDefault(prefix => raw.StartsWith(prefix, StringComparison.Ordinal)) is not { } start)
            return next(context);
        var names = raw[start.Length..].Split('/');
        if (names.Length <= 2)
        {
            context.Features.Set(new RecordPath(Decode(names[0]), names.Length == 2 ? Decode(names[1]) : null));
            context.Request.Path = start + (names.Length == 2 ? "class/id" : "class");
        }
        return next(context);
    }

    private static string PathOf(string target)
    {
        var path = target.StartsWith('/') ? target
            : target.IndexOf("://", StringComparison.Ordinal) is var scheme and > 0
            && target.IndexOf('/', scheme + 3) is var slash and > 0 ? target[slash..] : "";
        return path.Split('?', '#')[0];
    }

    private static string Decode(string text)
    {
        var bytes = new byte[Encoding.UTF8.GetByteCount(text)];
        var length = 0;
        for (var at = 0; at < text.Length; at++)
        {
            if (text[at] != '%')
            {
                length += Encoding.UTF8.GetBytes(text.AsSpan(at, 1), bytes.AsSpan(length));
                continue;
            }
            if (at + 2 >= text.Length || !char.IsAsciiHexDigit(text[at + 1]) || !char.IsAsciiHexDigit(text[at + 2]))
                throw new RefusedException(Code.Malformed, "the path holds a '%' that two hex digits don't follow");
            bytes[length++] = Convert.FromHexString(text.AsSpan(at + 1, 2))[0];
            at += 2;
        }
        return Utf8.IsValid(bytes.AsSpan(0, length))
            ? Encoding.UTF8.GetString(bytes, 0, length)
            : throw new RefusedException(Code.Malformed, "the path is not UTF-8");
    }
}
