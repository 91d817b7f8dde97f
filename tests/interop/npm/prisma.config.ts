import { PrismaPg } from "@prisma/adapter-pg";
import pg from "pg";
import { defineConfig } from "prisma/config";

// The adapter does not know the type of `name` columns (19), which the engine asks for: to it they are text (25).
const addFields = pg.Result.prototype.addFields;
pg.Result.prototype.addFields = function (fields) {
  for (const field of fields) if (field.dataTypeID === 19) field.dataTypeID = 25;
  return addFields.call(this, fields);
};

class OneQueryPerScript extends PrismaPg {
  // One session, as the native engine has; and a script is one query to it, where the adapter would cut at every `;`.
  async connect() {
    const adapter = await super.connect();
    adapter.executeScript = async (script) => {
      try { await adapter.underlyingDriver().query(script); } catch (error) { adapter.onError(error); }
    };
    return adapter;
  }
}

export default defineConfig({
  experimental: { adapter: true },
  engine: "js",
  schema: "prisma/schema.prisma",
  adapter: async () => new OneQueryPerScript({ connectionString: process.env.DATABASE_URL, max: 1, allowExitOnIdle: true }),
});
