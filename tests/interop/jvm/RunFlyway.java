import java.util.HashMap;
import java.util.Map;
import org.flywaydb.core.Flyway;
import org.flywaydb.core.api.FlywayException;
import org.flywaydb.core.api.MigrationInfo;
import org.flywaydb.core.api.configuration.FluentConfiguration;
import org.flywaydb.database.postgresql.PostgreSQLConfigurationExtension;

/**
 * Flyway's own program is no Maven artefact that can be resolved by itself, so this calls the library:
 * RunFlyway COMMAND [flyway.KEY=VALUE ...]. The database is in the FLYWAY_URL, FLYWAY_USER and FLYWAY_PASSWORD
 * variables, which Flyway reads itself.
 */
public class RunFlyway {
  public static void main(String[] arguments) {
    Map<String, String> settings = new HashMap<>();
    for (int i = 1; i < arguments.length; i++) {
      String[] pair = arguments[i].split("=", 2);
      settings.put(pair[0], pair[1]);
    }
    FluentConfiguration configuration = Flyway.configure().envVars().configuration(settings);
    // Its usual way to hold the lock is an open transaction, for which CREATE INDEX CONCURRENTLY would wait.
    configuration.getConfigurationExtension(PostgreSQLConfigurationExtension.class).setTransactionalLock(false);
    Flyway flyway = configuration.load();
    try {
      switch (arguments[0]) {
        case "migrate" -> System.out.println("executed " + flyway.migrate().migrationsExecuted);
        case "validate" -> {
          flyway.validate();
          System.out.println("valid");
        }
        case "baseline" -> flyway.baseline();
        case "repair" -> flyway.repair();
        case "info" -> {
          for (MigrationInfo one : flyway.info().all()) {
            System.out.println(one.getScript() + " " + one.getState());
          }
        }
        default -> throw new IllegalArgumentException(arguments[0]);
      }
    } catch (FlywayException refused) {
      System.out.println(refused.getMessage());
      System.exit(1);
    }
  }
}
