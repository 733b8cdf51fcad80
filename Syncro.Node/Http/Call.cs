using System.Globalization;
using Syncro.Node.Settings;
using Syncro.Scribes;

namespace Syncro.Node.Http;

/// <summary>What every call needs: its path, its query, its body, within the limits.</summary>
internal static class Call
{
    /// <summary>The class that a path names.</summary>
    /// <exception cref="RefusedException">It is not synced here, or no class name.</exception>
    public static string Class(HttpContext context, IPeer peer) => Known(RecordPath.Of(context).Class, peer);

    /// <summary>A class, checked.</summary>
    /// <exception cref="RefusedException">It is not synced here, or no class name.</exception>
    public static string Known(string name, IPeer peer) =>
        Names.ClassFault(name) is { } fault ? throw new RefusedException(Code.InvalidScribe, fault)
        : peer.Classes.Contains(name) ? name
        : throw new RefusedException(Code.NotAllowed, $"the class '{name}' is not synced here");

    /// <summary>The whole body.</summary>
    /// <exception cref="RefusedException">It is larger than allowed.</exception>
    public static async Task<byte[]> BodyAsync(HttpContext context, HttpSettings settings)
    {
        if (context.Request.ContentLength > settings.MaxBody)
            throw TooLarge(settings);
        using var body = new MemoryStream((int)(context.Request.ContentLength ?? 0));
        var buffer = new byte[16 << 10];
        while (await context.Request.Body.ReadAsync(buffer, context.RequestAborted) is var read and > 0)
        {
            if (body.Length + read > settings.MaxBody)
                throw TooLarge(settings);
            body.Write(buffer, 0, read);
        }
        return body.ToArray();
    }

    /// <summary>A whole number of the query.</summary>
    /// <exception cref="RefusedException">It is none, or out of range.</exception>
    public static long? Number(HttpContext context, string name, long from, long to)
    {
        if (!context.Request.Query.TryGetValue(name, out var text))
            return null;
        return long.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out var value) && value >= from && value <= to
            ? value : throw new RefusedException(Code.Malformed, $"{name} is not a whole number from {from} to {to}");
    }

    private static RefusedException TooLarge(HttpSettings settings) =>
        new(Code.TooLarge, $"the body is larger than {settings.MaxBody} bytes");
}
