// Servers started for tests listen on loopback only, whatever they ask for.
const net = require("node:net");

const listen = net.Server.prototype.listen;

net.Server.prototype.listen = function (first, ...rest) {
  const done = [first, ...rest].find((argument) => typeof argument === "function");
  if (first !== null && typeof first === "object" && first.port !== undefined) {
    return listen.call(this, { ...first, host: first.host ?? "127.0.0.1" }, ...rest);
  }
  if (Number.isInteger(Number(first)) && typeof first !== "function") {
    return listen.call(this, { port: Number(first), host: "127.0.0.1" }, done);
  }
  return listen.call(this, first, ...rest);
};
