// <sample>
using Akka.Actor;
using Akka.Configuration;
using Microsoft.EntityFrameworkCore;
using Syncro;
using Syncro.EntityFrameworkCore;
using Syncro.Scribes;
using Syncro.Settings;
// </sample>

namespace Syncro.Tests.Docs;

/// <summary>The program that the README shows: what is between the marks, here and above.</summary>
internal static class EntityFrameworkSample
{
    public static async Task RunAsync()
    {
        // <sample>
        var settings = SyncroSettings.Read(ConfigurationFactory.ParseString("""
            syncro {
              client = "shop"
              storage.directory = "data/shop"
              models {
                Order {}
                Line {}
              }
            }
            """));
        var options = new DbContextOptionsBuilder<Shop>().UseSqlite("Data Source=data/shop.db").UseSyncro().Options;
        Directory.CreateDirectory("data");
        await using (var shop = new Shop(options))
            await shop.Database.EnsureCreatedAsync();

        var system = ActorSystem.Create("shop");
        await using (var peer = await SyncroPeer.StartAsync(system, settings))
        await using (var database = await SyncroDatabase.StartAsync(() => new Shop(options), peer))
        {
            var order = new Order { Customer = "Ada" };
            await using (var shop = new Shop(options))
            {
                shop.Add(order);
                shop.Add(new Line { OrderId = order.Id, Article = "Milk", Price = 1.10m });
                await shop.SaveChangesAsync(); // saved, and in the outbox, or neither
            }
            while ((await database.StatusAsync()).Outbox > 0)
                await Task.Delay(10);
            var record = await peer.FindAsync(new("Order", order.Id)); // and soon on other peers, as rows
            Console.WriteLine(record?.State["customer"]);
        }
        await system.Terminate();
        // </sample>
    }

    // <sample>
    public sealed class Order
    {
        public Guid Id { get; set; } = Guid.NewGuid();
        public required string Customer { get; set; }
    }

    public sealed class Line
    {
        public Guid Id { get; set; } = Guid.NewGuid();
        public Guid OrderId { get; set; }
        public required string Article { get; set; }
        public decimal Price { get; set; }
    }

    public sealed class Shop(DbContextOptions<Shop> options) : DbContext(options)
    {
        protected override void OnModelCreating(ModelBuilder model)
        {
            model.UseSyncro();
            model.Entity<Order>().IsSynced();
            model.Entity<Line>().IsSynced().HasOne<Order>().WithMany().HasForeignKey(line => line.OrderId);
        }
    }
    // </sample>
}
