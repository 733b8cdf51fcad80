using System.Security.Cryptography;
using System.Text;
using System.Text.Json;
using System.Text.RegularExpressions;
using Microsoft.Extensions.FileProviders;

namespace Syncro.Node.Http;

/// <summary>
/// The pages that a person opens: files beside the program, the same for everyone, so they need no token. What they show
/// they ask the API for, or sync, and prove themselves there. A page runs no script and asks no server but ours.
/// </summary>
internal sealed partial class Pages
{
    private static readonly string Folder = Path.Combine(AppContext.BaseDirectory, "pages");

    private readonly StaticFileOptions _options;
    private readonly ReadOnlyMemory<byte> _files;

    private Pages(PhysicalFileProvider provider)
    {
        var files = Directory.GetFiles(Folder, "*", SearchOption.AllDirectories)
            .Select(file => "/" + Path.GetRelativePath(Folder, file).Replace('\\', '/')).Order(StringComparer.Ordinal).ToArray();
        _files = JsonSerializer.SerializeToUtf8Bytes(files);
        var policy = Policy(files.Where(file => file.EndsWith(".html", StringComparison.Ordinal)).Select(file => File.ReadAllText(Folder + file)));
        _options = new()
        {
            FileProvider = provider,
            OnPrepareResponse = prepared =>
            {
                var headers = prepared.Context.Response.Headers;
                headers.ContentSecurityPolicy = policy;
                headers.XContentTypeOptions = "nosniff";
                headers["Referrer-Policy"] = "no-referrer";
                // Asked for again each time, and answered with 304: a node that was replaced shows its own pages.
                headers.CacheControl = "no-cache";
            },
        };
    }

    /// <summary>Whether the program was built with them.</summary>
    public static bool AreThere => Directory.Exists(Folder);

    /// <summary>Serves them, or says that they are missing.</summary>
    public static void Use(WebApplication app)
    {
        if (!AreThere)
        {
            app.MapWhen(context => context.Request.Path == "/", root => root.Run(context =>
                Answer.FailAsync(context, 404, "this node was built without its pages, since npm was missing")));
            return;
        }
        var pages = new Pages(new(Folder));
        app.UseDefaultFiles(new DefaultFilesOptions { FileProvider = pages._options.FileProvider });
        app.UseStaticFiles(pages._options);
        // What a page that is to open offline has to keep.
        app.Map("/files.json", files => files.Run(context => Answer.WriteAsync(context, 200, pages._files)));
    }

    private static string Policy(IEnumerable<string> pages)
    {
        var maps = pages.SelectMany(page => ImportMap().Matches(page)).Select(map => map.Groups[1].Value).Distinct()
            .Select(map => $" 'sha256-{Convert.ToBase64String(SHA256.HashData(Encoding.UTF8.GetBytes(map)))}'");
        return $"default-src 'self'; script-src 'self'{string.Concat(maps)}; object-src 'none'; base-uri 'none'; form-action 'none'; frame-ancestors 'none'";
    }

    [GeneratedRegex("""<script type="importmap">(.*?)</script>""", RegexOptions.Singleline | RegexOptions.CultureInvariant)]
    private static partial Regex ImportMap();
}
