using Syncro.Node.Settings;

namespace Syncro.Node.Http;

/// <summary>
/// Lets through who brings the token, where one is set. Health needs none, and a WebSocket has its own greeting.
/// </summary>
internal sealed class Bearer(RequestDelegate next, HttpSettings settings)
{
    private const string Scheme = "Bearer";

    public Task InvokeAsync(HttpContext context)
    {
        if (settings.Token is not { } token || IsOpen(context.Request.Path) || token.Matches(Of(context.Request)))
            return next(context);
        context.Response.Headers.WWWAuthenticate = Scheme;
        return Answer.FailAsync(context, 401, "a bearer token is needed");
    }

    private static bool IsOpen(PathString path) => path.StartsWithSegments("/health") || path == Sync.Path;

    private static string Of(HttpRequest request) =>
        request.Headers.Authorization.ToString() is var header
        && header.StartsWith($"{Scheme} ", StringComparison.OrdinalIgnoreCase) ? header[(Scheme.Length + 1)..].Trim() : "";
}
