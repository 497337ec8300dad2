// Loaded into Routex for a soak: says, when asked, what of its heap is still in use after a collection.
process.on('message', () => {
  globalThis.gc?.();
  const { heapUsed, external } = process.memoryUsage();
  process.send?.({ heapBytes: heapUsed, externalBytes: external });
});
// Routex ends when it is done, as it would without this channel.
process.channel?.unref();
