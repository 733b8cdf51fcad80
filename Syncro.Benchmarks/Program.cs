Console.WriteLine("syncro");
