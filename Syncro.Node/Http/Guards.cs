using System.Net;
using Syncro.Node.Settings;

namespace Syncro.Node.Http;

/// <summary>
/// Who may ask anything at all: a request must name a host that is ours (against DNS rebinding), and come from no web page
/// but our own and the allowed ones.
/// </summary>
internal sealed class Guards(RequestDelegate next, HttpSettings settings)
{
    public Task InvokeAsync(HttpContext context)
    {
        var request = context.Request;
        if (!IsOurs(request.Host.Host.Trim('[', ']')))
            return Answer.FailAsync(context, 403, "the Host is not this node's: see syncro.node.http.allow-hosts");
        var origin = request.Headers.Origin.ToString();
        var allowed = origin.Length > 0 && settings.AllowOrigins.Contains(origin);
        if (!allowed && IsForeign(request, origin))
            return Answer.FailAsync(context, 403, "web pages of another origin may not call: see syncro.node.http.allow-origins");
        return allowed && Admit(context, origin) ? Task.CompletedTask : next(context);
    }

    private bool IsOurs(string host) =>
        host == "localhost" || settings.AllowHosts.Contains(host) || host == settings.Address.Host
        || (IPAddress.TryParse(host, out var address) && (settings.Address.IsAny || IPAddress.IsLoopback(address)));

    private static bool IsForeign(HttpRequest request, string origin) => origin.Length > 0
        ? origin != $"{request.Scheme}://{request.Host}"
        : request.Headers["Sec-Fetch-Site"] == "cross-site";

    /// <summary>Lets a page of an allowed origin read the answer; true: this was only the question whether it may.</summary>
    private static bool Admit(HttpContext context, string origin)
    {
        var headers = context.Response.Headers;
        headers.AccessControlAllowOrigin = origin;
        headers.Vary = "Origin";
        if (!HttpMethods.IsOptions(context.Request.Method))
            return false;
        headers.AccessControlAllowMethods = "GET, POST, PUT, PATCH, DELETE";
        headers.AccessControlAllowHeaders = "Authorization, Content-Type, Last-Event-ID";
        context.Response.StatusCode = 204;
        return true;
    }
}
