using Syncro.Node.Http;

namespace Syncro.Tests.Browser;

/// <summary>The pages as the build laid them beside the specs.</summary>
internal static class BuiltPages
{
    /// <summary>Why they are not there; null: they are.</summary>
    public static string? Absent => Pages.AreThere ? null : "the pages are not there: npm was missing when the node was built";
}

/// <summary>A spec of the pages; skipped, with the reason, where the build had no npm.</summary>
[AttributeUsage(AttributeTargets.Method)]
public sealed class PagesFactAttribute : FactAttribute
{
    /// <summary>Finds out whether it can run.</summary>
    public PagesFactAttribute() => Skip = BuiltPages.Absent;
}

/// <summary>As <see cref="PagesFactAttribute"/>, for several cases.</summary>
[AttributeUsage(AttributeTargets.Method)]
public sealed class PagesTheoryAttribute : TheoryAttribute
{
    /// <summary>Finds out whether it can run.</summary>
    public PagesTheoryAttribute() => Skip = BuiltPages.Absent;
}
