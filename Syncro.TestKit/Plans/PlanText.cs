using System.Text;

namespace Syncro.TestKit.Plans;

/// <summary>A plan as a person reads it.</summary>
internal static class PlanText
{
    public static string Of(Plan plan)
    {
        var text = new StringBuilder();
        foreach (var peer in plan.Peers)
            text.AppendLine($"peer {peer.Name}: {peer.Kind}, clock {peer.Skew:+0;-0;0} ms, page {peer.PageSize} bytes, "
                + $"commit {peer.CommitScribes} scribes{(peer.Late ? ", without a class" : "")}"
                + $"{(peer.FarBehind < int.MaxValue ? $", its state to who is {peer.FarBehind} commits behind" : "")}");
        foreach (var link in plan.Links)
            text.AppendLine($"link {link.From} dials {link.To}");
        foreach (var deed in plan.Deeds)
            text.AppendLine($"step {deed.Step}: {deed.Kind} at {deed.At}");
        return text.Append($"step {plan.Steps}: everything is mended").ToString();
    }
}
