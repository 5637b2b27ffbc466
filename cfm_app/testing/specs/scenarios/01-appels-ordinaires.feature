# language: fr
Fonctionnalité: Les appels ordinaires
  De la première phrase de la personne à la réponse qu'elle reçoit.

  Contexte:
    Étant donné l'équipe du bureau :
      | Mariam | opératrice               |               |
      | Ali    | responsable              |               |
      | Oumar  | point focal              | Logistique    |
      | Amné   | point focal redevabilité | Redevabilité  |
    Et que nous sommes le lundi 7 décembre 2026 à 9 h

  Scénario: Une question trouve sa réponse au premier appel, en un seul enregistrement
    Quand Mariam cherche une réponse type : « carte perdue »
    Alors le système propose d'abord la réponse « Carte perdue ou code PIN oublié »
    Quand Mariam répond à Zara Moussa et clôt le cas aussitôt :
      | canal                | Ligne verte                 |
      | langue               | Français                    |
      | catégorie            | Information sur le ciblage  |
      | ce qui est dit       | Comment les ménages sont-ils choisis ? |
      | réponse donnée       | Le comité du village applique les critères affichés. |
      | téléphone            | 66 12 34 56                 |
      | enregistrement       | oui                         |
      | rappeler la personne | oui                         |
    Alors le cas est à l'état « Clos »
    Et le cas compte comme réponse au premier contact
    Et le consentement du cas est « Accordé »
    Quand Mariam cherche le numéro « +235 66123456 »
    Alors le système trouve Zara Moussa avec 1 cas

  Scénario: « Quand est la prochaine distribution ? » se lit dans le calendrier
    Quand Ali remplit le calendrier des distributions :
      | Mamdi | Assistance alimentaire d'urgence | lundi 14 décembre 2026    | Prévue  |
      | Kaya  | Assistance alimentaire d'urgence | jeudi 10 décembre 2026    | Annulée |
      | Lac   | Transferts monétaires            | mercredi 23 décembre 2026 | Prévue  |
    Alors le système propose de dire pour Mamdi : « Prochaine distribution à Mamdi : lundi 14 décembre, Assistance alimentaire d'urgence. »
    Et le système propose de dire pour Kaya : « La distribution prévue le jeudi 10 décembre à Kaya, Assistance alimentaire d'urgence est annulée. »
    Et le système propose de dire pour Kaya : « Prochaine distribution à Lac : mercredi 23 décembre, Transferts monétaires. »
    Et le système propose de dire pour Batha Ouest : « Aucune distribution n'est prévue à Batha Ouest pour le moment. »

  Scénario: Une réponse immédiate ne s'enregistre pas sans la réponse
    Quand Mariam répond à Zara Moussa et clôt le cas aussitôt :
      | canal          | Ligne verte                            |
      | catégorie      | Information sur le ciblage             |
      | ce qui est dit | Comment les ménages sont-ils choisis ? |
      | téléphone      | 66 12 34 56                            |
    Alors le système refuse : « Notez la réponse donnée, ou enregistrez le cas comme ouvert. »
    Quand Mariam cherche le numéro « 66 12 34 56 »
    Alors le système ne trouve personne

  Scénario: Une ration incomplète, de l'appel à la clôture, expliquée en arabe tchadien
    Quand Mariam enregistre l'appel de Zara Moussa :
      | canal                 | Ligne verte           |
      | langue                | Arabe tchadien        |
      | catégorie             | Quantité de la ration |
      | lieu                  | Mamdi                 |
      | sexe                  | Féminin               |
      | âge                   | 18-59                 |
      | ce qui est dit        | Il manquait deux sacs de sorgho au site de Bol. |
      | téléphone             | 66 12 34 56           |
      | enregistrement        | oui                   |
      | rappeler la personne  | oui                   |
      | partager à l'intérieur | oui                  |
    Alors le cas est à l'état « Enregistré »
    Et le cas suit la procédure « Plainte sur l'assistance »
    Et la première réponse au cas est attendue le jeudi 10 décembre 2026 à 9 h
    Et l'échéance du cas est le lundi 21 décembre 2026 à 9 h
    Quand Mariam réfère le cas : « Deux sacs de sorgho manquants, site de Bol, 3 décembre. »
    Alors le cas est à l'état « Référé »
    Et le référencement attend la réponse de Oumar
    Et Oumar a reçu l'avis « Le référencement … attend votre réponse »
    Et Oumar y lit « Deux sacs de sorgho manquants, site de Bol, 3 décembre. », sans le nom ni le téléphone de Zara Moussa
    Quand arrive le mardi 8 décembre 2026 à 11 h
    Et que Oumar accepte le référencement
    Et que Oumar répond au référencement : « Les deux sacs seront remis jeudi à Bol. »
    Alors le référencement est à l'état « Terminé »
    Et Mariam a reçu l'avis « Le référencement … est maintenant : Terminé »
    Quand Mariam résout le cas : « Complément remis à la distribution de jeudi »
    Alors le cas est à l'état « Résolu »
    Et le cas figure dans les appels à faire de Mariam
    Quand Mariam informe la personne :
      | dit          | Vous recevrez les deux sacs jeudi à Bol. |
      | langue       | Arabe tchadien                           |
      | compris      | Oui                                      |
      | satisfaction | 4                                        |
    Alors le cas est à l'état « Personne informée »
    Et le cas garde la réponse donnée :
      | dit          | Vous recevrez les deux sacs jeudi à Bol. |
      | langue       | Arabe tchadien                           |
      | compris      | Oui                                      |
      | satisfaction | 4                                        |
    Quand Mariam clôt le cas
    Alors le cas est à l'état « Clos »
    Et le délai du cas est « Dans les temps »

  Scénario: Une personne veut rester anonyme
    Quand Mariam enregistre un appel anonyme :
      | canal          | Boîte à suggestions    |
      | catégorie      | Erreur d'exclusion     |
      | lieu           | Kanem                  |
      | ce qui est dit | Les veuves du quartier n'ont pas été inscrites. |
    Alors le cas ne nomme personne
    Et le cas est à l'état « Enregistré »
    Et Amné voit le cas

  Scénario: Un voisin parle au nom d'une personne âgée
    Quand Mariam enregistre l'appel de Abakar Saleh :
      | canal                | Bureau de plaintes        |
      | qui parle            | Une autre personne        |
      | catégorie            | Carte, carte SIM ou code PIN |
      | âge                  | 60+                       |
      | ce qui est dit       | Sa carte est bloquée et il ne peut pas marcher. |
      | téléphone            | 99 10 20 30               |
      | qui consent          | Mandataire                |
      | rappeler la personne | oui                       |
    Alors le système refuse : « Écrivez le lien entre la personne et la personne qui donne le consentement. »
    Quand Mariam enregistre l'appel de Abakar Saleh :
      | canal                | Bureau de plaintes        |
      | qui parle            | Une autre personne        |
      | catégorie            | Carte, carte SIM ou code PIN |
      | âge                  | 60+                       |
      | ce qui est dit       | Sa carte est bloquée et il ne peut pas marcher. |
      | téléphone            | 99 10 20 30               |
      | qui consent          | Mandataire                |
      | lien                 | Voisin                    |
      | rappeler la personne | oui                       |
    Alors le cas dit :
      | qui parle | Une autre personne |
      | âge       | 60+                |
    Et le consentement du cas est « Accordé »

  Scénario: Un appel en kanembou passe par un interprète
    Quand Mariam enregistre l'appel de Fanta Kaka :
      | canal          | Ligne verte         |
      | langue         | Kanembou            |
      | interprète     | oui                 |
      | catégorie      | Retard de distribution |
      | ce qui est dit | La distribution de novembre n'a pas eu lieu. |
      | téléphone      | 66 40 50 60         |
    Alors le cas dit :
      | langue     | Kanembou |
      | interprète | oui      |

  Scénario: Une communauté parle d'une seule voix
    Quand Mariam enregistre un appel anonyme :
      | canal          | Réunion communautaire |
      | qui parle      | La communauté         |
      | sexe           | Groupe mixte          |
      | âge            | Groupe mixte          |
      | lieu           | Mamdi                 |
      | catégorie      | Accès et sécurité du site |
      | ce qui est dit | Le site est trop loin pour les femmes enceintes. |
    Alors le cas ne nomme personne
    Et le cas suit la procédure « Accès et sécurité du site »
    Et l'échéance du cas est le jeudi 10 décembre 2026 à 9 h

  Scénario: Un remerciement se note et se clôt sans rappeler
    Quand Mariam répond à Achta Brahim et clôt le cas aussitôt :
      | canal          | Ligne verte      |
      | catégorie      | Remerciement     |
      | ce qui est dit | Les vivres sont arrivés à temps, merci. |
      | réponse donnée | Nous transmettons à l'équipe de Bol. |
    Alors le cas est à l'état « Clos »
    Et le cas suit la procédure « Retour positif et suggestion »

  Scénario: Une suggestion est transmise, sans obligation d'informer
    Quand Mariam enregistre un appel anonyme :
      | canal          | SMS                               |
      | catégorie      | Suggestion sur les distributions  |
      | ce qui est dit | Commencer plus tôt, avant la chaleur. |
      | partager à l'intérieur | oui |
    Et que Mariam réfère le cas à Oumar : « Commencer plus tôt, avant la chaleur. »
    Et que Oumar répond au référencement : « Début avancé à 7 h dès janvier. »
    Et que Mariam résout le cas : « Horaire avancé »
    Et que Mariam clôt le cas
    Alors le cas est à l'état « Clos »

  Scénario: Une rumeur est vérifiée par le point focal redevabilité
    Quand Mariam enregistre un appel anonyme :
      | canal          | Comité de gestion des plaintes     |
      | catégorie      | Rumeur sur la fin de l'assistance  |
      | lieu           | Guéra                              |
      | ce qui est dit | On dit que l'aide s'arrête en janvier. |
    Alors le cas suit la procédure « Rumeur ou perception »
    Et une étape du cas attend Amné : « Vérifier la rumeur »
    Et Amné voit le cas

  Scénario: Une demande hors mandat est orientée, et la personne le sait
    Quand Mariam enregistre l'appel de Idriss Haroun :
      | canal                | Ligne verte        |
      | catégorie            | Santé, eau ou abri |
      | ce qui est dit       | Le forage du village est en panne. |
      | téléphone            | 66 70 80 90        |
      | rappeler la personne | oui                |
    Et que Mariam classe le cas hors mandat
    Alors le cas est à l'état « Hors mandat »
    Quand Mariam oriente et informe la personne : « Adressez-vous à la délégation de l'eau à Mongo. »
    Alors le cas est à l'état « Personne informée »
    Quand Mariam clôt le cas
    Alors le cas est à l'état « Clos »

  Scénario: Un appel injurieux est noté et clos
    Quand Mariam répond à un inconnu et clôt le cas aussitôt :
      | canal          | Ligne verte   |
      | catégorie      | Appel abusif  |
      | ce qui est dit | Injures pendant deux minutes. |
      | réponse donnée | Appel terminé poliment. |
    Alors le cas est à l'état « Clos »
    Et le cas ne nomme personne

  Scénario: Un appel interrompu attend qu'on rappelle
    Quand Mariam enregistre l'appel de Haoua Djibrine :
      | canal          | Ligne verte       |
      | catégorie      | Appel interrompu  |
      | ce qui est dit | La ligne a coupé avant la fin. |
      | téléphone      | 66 01 02 03       |
    Et que Mariam joint la personne, qui demande à être rappelée le mardi 8 décembre 2026 à 16 h
    Et qu'arrive le mardi 8 décembre 2026 à 16 h 30
    Et que partent les rappels de l'heure
    Alors Mariam a reçu l'avis « Cas … : la personne attend votre appel »
    Et le cas figure dans les appels à faire de Mariam

  Scénario: Le registre papier du bureau est repris une seule fois
    Quand Mariam importe le registre du bureau :
      | Ref  | Date       | Canal              | Catégorie               | Description                |
      | R-17 | 03/12/2026 | Bureau de plaintes | Retard de distribution  | Rien reçu depuis octobre   |
      | R-18 | 04/12/2026 | Bureau de plaintes | Harcèlement sexuel      | Propos d'un agent          |
    Alors l'import a créé 2 cas et sauté 0
    Quand Mariam importe le registre du bureau :
      | Ref  | Date       | Canal              | Catégorie               | Description                |
      | R-17 | 03/12/2026 | Bureau de plaintes | Retard de distribution  | Rien reçu depuis octobre   |
      | R-18 | 04/12/2026 | Bureau de plaintes | Harcèlement sexuel      | Propos d'un agent          |
    Alors l'import a créé 0 cas et sauté 2
    Et Ali ne voit pas le cas du registre « R-18 » dans la liste, la recherche, le décompte ni les notifications
    Et Ali voit le cas du registre « R-17 »
