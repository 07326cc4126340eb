// A personal data server with its directory, in memory. Says READY once it answers.
import { TestNetworkNoAppView } from "@atproto/dev-env";

const port = Number(process.env.PDS_PORT);
const network = await TestNetworkNoAppView.create({
  pds: { port, hostname: "localhost", rateLimitsEnabled: process.env.PDS_RATE_LIMITS === "1" },
  plc: { port: port + 1 },
});
console.log("READY", network.pds.url);

for (const signal of ["SIGTERM", "SIGINT"]) {
  process.on(signal, async () => {
    await network.close();
    process.exit(0);
  });
}
