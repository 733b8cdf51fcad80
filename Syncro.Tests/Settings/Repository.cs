namespace Syncro.Tests.Settings;

/// <summary>Files of the repository, found from where the tests run.</summary>
internal static class Repository
{
    public static string Root { get; } = Find(AppContext.BaseDirectory);

    public static string Path(string relative) => System.IO.Path.Combine(Root, relative);

    private static string Find(string from) =>
        File.Exists(System.IO.Path.Combine(from, "Syncro.sln")) ? from
        : Find(Directory.GetParent(from)?.FullName ?? throw new DirectoryNotFoundException("Syncro.sln"));
}
